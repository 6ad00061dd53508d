import Accounts
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Web

@Suite("Pages")
struct PagesTests {
    static func context() -> RequestState {
        RequestState(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test"))
        )
    }

    static func html(_ page: some Page, problems: [Problem] = []) async throws -> String {
        let pages = try Pages(identity: .init(organizationName: "<Acme> & Co", supportContact: "help@acme.example"))
        let response = try pages.response(
            page,
            context(),
            form: FormToken(field: "token", newCookie: nil),
            problems: problems
        )
        let writer = BodyText()
        try await response.body.write(writer)
        return writer.text.value
    }

    private final class Box: @unchecked Sendable {
        var value = ""
    }

    private struct BodyText: ResponseBodyWriter {
        let text = Box()
        mutating func write(_ buffer: ByteBuffer) async throws { text.value += String(buffer: buffer) }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    @Test("escape every value")
    func escaping() async throws {
        let html = try await Self.html(
            ForgotPasswordPage(
                action: "/forgot-password",
                username: Field(value: "\"><script>alert(1)</script>{{words.title}}", problem: "<b>no</b>"),
                acceptsEmail: true,
                signInURL: "/sign-in",
                hidden: [HiddenField(name: "callback", value: "\"><img src=x>")]
            ),
            problems: [Problem(field: "username", text: "<i>wrong</i>")]
        )
        #expect(
            !html.contains("<script>alert") && !html.contains("<img src=x") && !html.contains("<b>no")
                && !html.contains("<i>")
        )
        #expect(html.contains("{{words.title}}") && html.contains("&lt;Acme&gt; &amp; Co"))
        #expect(html.contains("name=\"csrf\" value=\"token\"") && html.contains("<title>Error:"))
    }

    @Test("have the attributes that browsers and password managers want")
    func attributes() async throws {
        let html = try await Self.html(
            NewPasswordPage(
                account: "k•••@example.com",
                username: "kim",
                password: Field(),
                rules: [
                    PasswordRuleText(text: "8 to 256 characters", pattern: "^.{8,256}$")
                ],
                minimumLength: 8,
                passwordRules: "minlength: 8; maxlength: 256;",
                action: "/reset-password",
                hidden: []
            )
        )
        for wanted in [
            "autocomplete=\"new-password\"", "autocomplete=\"username\"", "minlength=\"8\"",
            "passwordrules=\"minlength: 8; maxlength: 256;\"", "name=\"new-password\"", "method=\"post\"",
            "type=\"submit\"",
        ] { #expect(html.contains(wanted), "\(wanted)") }
        #expect(!html.contains(" maxlength=") && !html.contains("style=") && !html.contains("onclick"))
    }

    @Test("show no placeholder of the catalogue but those the script fills")
    func placeholders() async throws {
        let html = try await Self.html(
            CheckYourMailPage(
                lifetime: true,
                againURL: "/",
                signInURL: "/",
                parameters: ["lifetime": "30 minutes", "sender": "Acme", "subject": "Reset"]
            )
        )
        #expect(html.contains("30 minutes") && !html.contains("{lifetime}") && !html.contains("{brand}"))
    }
}
