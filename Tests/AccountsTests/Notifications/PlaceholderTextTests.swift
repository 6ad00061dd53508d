import Testing

@testable import Accounts

@Suite("Placeholders")
struct PlaceholderTextTests {
    static let values = ["name": "<Kim> & \"Co\"", "link": "https://id.example.com/r/x?a=1&b=2"]

    @Test("are filled in")
    func filled() throws {
        let text = try PlaceholderText("Hello {{name}}, {{url:name}}: {{link}}{{nothing}}.", escaping: .none)
        #expect(
            text.filled(with: Self.values)
                == "Hello <Kim> & \"Co\", %3CKim%3E%20%26%20%22Co%22: https://id.example.com/r/x?a=1&b=2."
        )
        #expect(text.placeholders == ["name", "link", "nothing"])
    }

    @Test("are escaped in HTML, and what they bring is not read again")
    func escaped() throws {
        let text = try PlaceholderText("<p title=\"{{name}}\">{{evil}}</p>", escaping: .html)
        let filled = text.filled(with: Self.values.merging(["evil": "{{name}}<script>'"]) { $1 })
        #expect(
            filled == "<p title=\"&lt;Kim&gt; &amp; &quot;Co&quot;\">{{name}}&lt;script&gt;&#39;</p>"
        )
    }

    @Test(
        "that are broken are named",
        arguments: ["{{", "{{name", "{{}}", "{{a b}}", "{{<script>}}", "{{url:}}", "x {{ y }}"]
    )
    func malformed(source: String) {
        #expect(throws: PlaceholderText.Malformed.self) { try PlaceholderText(source, escaping: .none) }
    }

    @Test("a template without its link is refused by name")
    func missingLink() {
        let failure = #expect(throws: Failure.self) {
            try NotificationTemplate(.passwordReset, locale: "en_US", subject: "s", text: "t", html: "{{reset-link}}")
        }
        #expect(failure?.cause?.contains("passwordReset (en_US), text") == true)
    }

    @Test("the built-in templates are whole, and fill without a brace left")
    func builtIn() throws {
        let templates = try NotificationTemplates.builtIn()
        for name in NotificationTemplate.Name.allCases {
            let rendered = templates[name, "en_US"].rendered(with: ["reset-link": "https://id.example.com/r/x"])
            for text in [rendered.subject, rendered.text, rendered.html] {
                #expect(!text.contains("{{") && !text.isEmpty)
            }
            #expect(!rendered.subject.contains("\n"))
        }
    }

    @Test(
        "the closest locale is used",
        arguments: [("en_US", "en_US"), ("en-GB", "en_US"), ("fr", "en_US"), ("EN_us", "en_US"), ("", "en_US")]
    )
    func locale(wanted: String, chosen: String) throws {
        #expect(try NotificationTemplates.builtIn().locale(for: wanted) == chosen)
    }
}
