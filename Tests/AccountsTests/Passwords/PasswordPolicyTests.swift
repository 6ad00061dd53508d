import Patterns
import Testing

@testable import Accounts

@Suite("Password policy")
struct PasswordPolicyTests {
    @Test(
        "Without configuration: 8 to 256 code points of any kind, and not the user name",
        arguments: [
            ("1234567", "Password must have at least 8 characters"),
            ("", "Password must have at least 8 characters"),
            ("12345678", nil),
            ("        ", nil),
            ("e\u{301}e\u{301}e\u{301}e\u{301}", "Password must have at least 8 characters"),
            ("日本語日本語日本", nil),
            ("\u{1F511}\u{1F511}\u{1F511}\u{1F511}\u{1F511}\u{1F511}\u{1F511}\u{1F511}", nil),
            (String(repeating: "a", count: 256), nil),
            (String(repeating: "a", count: 257), "Password cannot have more than 256 characters"),
            ("kim.smith", "Cannot use the username as the password"),
            ("Kim.Smith", "Cannot use the username as the password"),
            ("kim.smith1", nil),
            ("Forgotten-1!", nil),
        ] as [(String, String?)]
    )
    func standard(typed: String, said: String?) throws {
        let password = try #require(Password(typed))
        #expect(PasswordPolicy().violation(of: password, username: "kim.smith") == said)
    }

    /// What `identity_mgt.password_policy` says in WSO2 Identity Server once it is enabled.
    private static func wso2() throws -> PasswordPolicy {
        PasswordPolicy(
            minimumLength: 6,
            maximumLength: 12,
            pattern: try Pattern(#"^((?=.*\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[!@#$%&*])).{0,100}$"#),
            patternMessage: "'Password pattern policy violated.'"
        )
    }

    @Test(
        "WSO2's rules speak in their order and in its words",
        arguments: [
            ("Password1!", nil),
            ("Aa1!x", "Password must have at least 6 characters"),
            ("Aa1!xy", nil),
            ("Password1!xyz", "Password cannot have more than 12 characters"),
            ("password1!", "'Password pattern policy violated.'"),
            ("PASSWORD1!", "'Password pattern policy violated.'"),
            ("Password!!", "'Password pattern policy violated.'"),
            ("Password11", "'Password pattern policy violated.'"),
            ("Kim-2026!", "Cannot use the username as the password"),
        ] as [(String, String?)]
    )
    func configured(typed: String, said: String?) throws {
        let password = try #require(Password(typed))
        #expect(try Self.wso2().violation(of: password, username: "kim-2026!") == said)
    }

    @Test(
        "A pattern has to match the whole password, not a part",
        arguments: [
            ("12345678", true), ("12345678a", false), ("a12345678", false), ("1234567890", true),
        ]
    )
    func wholeMatch(typed: String, isAllowed: Bool) throws {
        let policy = PasswordPolicy(pattern: try Pattern("[0-9]+"))
        let password = try #require(Password(typed))
        #expect((policy.violation(of: password, username: "kim") == nil) == isAllowed)
    }

    @Test("A pattern that explodes refuses the password instead of the server")
    func explosion() throws {
        let policy = PasswordPolicy(pattern: try Pattern("^(a+)+$"), patternMessage: "no")
        let password = try #require(Password(String(repeating: "a", count: 255) + "!"))
        let duration = ContinuousClock().measure { #expect(policy.violation(of: password, username: "kim") == "no") }
        #expect(duration < .seconds(5))
    }

    @Test("A policy describes itself to people and to password managers")
    func description() throws {
        #expect(PasswordPolicy().rules == [.length(8, 256), .notUsername])
        #expect(PasswordPolicy().passwordRulesAttribute == "minlength: 8; maxlength: 256;")
        let wso2 = try Self.wso2()
        #expect(wso2.rules == [.length(6, 12), .notUsername, .pattern("'Password pattern policy violated.'")])
        #expect(
            wso2.passwordRulesAttribute == "minlength: 6; maxlength: 12; "
                + "required: digit; required: lower; required: upper; required: [!@#$%&*];"
        )
    }
}
