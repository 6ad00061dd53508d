import Patterns
import Recovery
import Testing

@Suite("Callbacks")
struct CallbackTests {
    static let policy = CallbackPolicy(
        allowed: ["https://ok.example/", "https://app.example:8443/back", "http://localhost:3000/cb"]
            .compactMap(CallbackURL.init),
        pattern: nil
    )

    @Test(
        "what is on the list passes",
        arguments: [
            "https://ok.example", "https://ok.example/", "https://OK.example/a/b?x=1&y=%20",
            "https://ok.example:443/x", "https://app.example:8443/back", "https://app.example:8443/back/deeper",
            "http://localhost:3000/cb?state=1", "https%3A%2F%2Fok.example%2Flogin%3Fa%3Db",
        ]
    )
    func admitted(text: String) {
        #expect(Self.policy.admit(text) != nil)
    }

    @Test(
        "everything else does not",
        arguments: [
            "", " ", "/", "//evil.example", "///evil.example", #"\\evil.example"#, #"https:\\ok.example"#,
            "https:ok.example", "https:/ok.example", "http://ok.example/", "ftp://ok.example/",
            "javascript:alert(1)", "JaVaScRiPt://ok.example/%0aalert(1)", "data:text/html,x",
            "https://ok.example.evil.example/", "https://ok.example@evil.example/",
            "https://ok.example:443@evil.example/", "https://evil.example/https://ok.example/",
            "https://evil.example?https://ok.example/", "https://evil.example#https://ok.example/",
            "https://evil.example/#@ok.example/", "https://ok.example#@evil.example",
            "https://ok.example%2eevil.example/",
            "https://ok.example%2f@evil.example/", "https://ok%E3%80%82example/", "https://ok。example/",
            "https://ok.example\u{2024}evil.example", "https://ｏｋ.example/", "https://ok.example:8443/",
            "https://ok.example:0/", "https://ok.example:99999/", "https://ok.example:/", "https://ok.example:+443/",
            #"https://ok.example\@evil.example/"#, #"https://evil.example\.ok.example/"#,
            "https://[::1]ok.example/", "https://ok.example/a//b", "https://ok.example/a/../b",
            "https://ok.example/./b", "https://ok.example/%2e%2e/b", "https://ok.example/%2Fevil.example",
            "https://ok.example/%5cevil.example", "https://ok.example/%00", "https://ok.example/%0d%0aSet-Cookie:x",
            "https://ok.example/%", "https://ok.example/%2", "https://ok.example/%zz", "https://ok.example/\r\nX: y",
            "https://ok.example/\t", "https://ok.example/a b", "https://ok.example/<script>", "https://ok.example/\"x",
            "https://ok.example/;jsessionid=1", "https://ok.example/%3b", "https://ok.example/#fragment",
            "https://app.example:8443/backdoor", "https://app.example:8443/", "https://app.example/back",
            "https://app.example:8443/back%2f..%2fother", "https://app.example:8443/Back",
            "http://localhost:3001/cb", "https://localhost:3000/cb", "https://127.0.0.1/", "https://0x7f.1/",
            "https://.ok.example/", "https://-ok.example/", "https://ok..example/", "https:// ok.example/",
            " https://ok.example/", "https://ok.example/ ", "\u{0}https://ok.example/", "https://ok.example\u{0}.evil/",
            "https%3A%2F%2Fevil.example%2F", "https%3A%2F%2Fok.example%40evil.example%2F",
            "https%3A%2F%2Fok.example%2F%2e%2e%2f", "https%253A%252F%252Fok.example%252F", "%", "%2f%2fevil.example",
            "blob:https://ok.example/1", "https://ok.example.", "https://user:pw@ok.example/", "https://@ok.example/",
            "https://ok.example" + String(repeating: "/a", count: 2_000),
        ]
    )
    func refused(text: String) {
        #expect(Self.policy.admit(text) == nil)
    }

    @Test("a regex is a full match on top of the list, without the query")
    func regex() throws {
        let policy = CallbackPolicy(
            allowed: ["https://ok.example/", "https://evil.example/"].compactMap(CallbackURL.init),
            pattern: try Pattern(#"^https:\/\/ok\.example\/app\/.*"#)
        )
        #expect(policy.admit("https://ok.example/app/x?y=1") != nil)
        #expect(policy.admit("https://ok.example/other") == nil)
        #expect(policy.admit("https://evil.example/https://ok.example/app/") == nil)
        #expect(try CallbackPolicy(allowed: [], pattern: Pattern(".*")).admit("https://ok.example/") == nil)
    }

    @Test("a parameter is added to whatever query there is")
    func addedParameter() throws {
        let plain = try #require(CallbackURL("https://ok.example/x"))
        #expect(plain.adding("passwordReset", "true") == "https://ok.example/x?passwordReset=true")
        let query = try #require(CallbackURL("https://ok.example/x?a=1"))
        #expect(query.adding("passwordReset", "true") == "https://ok.example/x?a=1&passwordReset=true")
    }
}
