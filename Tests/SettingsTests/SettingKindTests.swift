import Testing

@testable import Settings

@Suite("What values settings take")
struct SettingKindTests {
    private static let minute: Int64 = 60_000_000

    @Test(
        "times, with and without a unit",
        arguments: [
            ("\"1440m\"", 1440 * minute), ("\"1d\"", 1440 * minute), ("\"60s\"", minute), ("\"90000ms\"", 90_000_000),
            ("\"2h\"", 120 * minute), ("1440", 1440 * minute), ("\"15\"", 15 * minute), ("-1", nil), ("\"-5m\"", nil),
        ] as [(String, Int64?)]
    )
    func lifetimes(text: String, microseconds: Int64?) throws {
        let settings = try load("[identity_mgt.password_reset_email]\nreset_mail_validity = \(text)")
        #expect(settings.passwordReset.validity == microseconds)
        let warnings = settings.notices(about: "identity_mgt.password_reset_email.reset_mail_validity")
        #expect(warnings.isEmpty == (microseconds != nil))
    }

    @Test("rates, and none")
    func rates() throws {
        let settings = try load("[rekey.limits]\nrequests_per_account = \"7 per 2h\"\nrequests_per_address = \"off\"")
        #expect(settings.limits.requestsPerAccount == Rate(count: 7, window: 120 * Self.minute))
        #expect(settings.limits.requestsPerAddress == nil)
        #expect(settings.limits.requestsPerNetwork == Rate(count: 100, window: 10 * Self.minute))
    }

    @Test("numbers and booleans may be quoted, as in WSO2's own files")
    func quoted() throws {
        let settings = try load(
            """
            [event.default_listener.governance_identity_mgt]
            priority = "95"
            enable = "true"
            [event.default_listener.governance_identity_store]
            priority = 97
            enable = true
            [transport.https.properties]
            port = "9444"
            """
        )
        #expect(settings.features == (try load("")).features)
        #expect(settings.server.httpsPort == 9444)
    }

    @Test(
        "impossible values are refused where they stand",
        arguments: [
            ("server.hostname", "\"https://id.example\"", "write the name alone"),
            ("server.hostname", "\"id.example:443\"", "without a port"),
            ("server.hostname", "\"-x\"", "is not a host name"),
            ("server.hostname", "\"\"", "is not a host name"),
            ("server.hostname", "12", "12 is not a host name"),
            ("server.hostname", "1979-05-27", "a date is not a host name"),
            ("server.offset", "1.5", "a floating-point number is not a whole number"),
            ("server.offset", "\"many\"", "\"many\" is not a whole number"),
            ("server.offset", "55900", "rekey.server.http_port comes to 65663"),
            ("transport.https.properties.port", "0", "whole number from 1 to 65535"),
            ("rekey.server.http_port", "9443", "cannot share port 9443"),
            ("rekey.server.http_port", "-1", "whole number from 0 to 65535"),
            ("rekey.server.listen_address", "\"localhost\"", "is not an IP address"),
            ("rekey.server.public_url", "\"id.example\"", "it has to start with https://"),
            ("rekey.server.public_url", "\"https://id.example/x\"", "no path after the host name"),
            ("rekey.server.public_url", "\"https://me@id.example\"", "after :// comes a host"),
            ("rekey.server.trusted_proxies", "[\"10.0.0.0/33\"]", "\"10.0.0.0/33\" is not a network"),
            ("rekey.recovery.allowed_callbacks", "[\"http://app.example/\"]", "for localhost only"),
            ("rekey.recovery.allowed_callbacks", "[\"https://a.example/?x\"]", "no query"),
            ("rekey.recovery.allowed_callbacks", "[\"https://a.example/%2e\"]", "no query"),
            ("rekey.recovery.allowed_callbacks", "[\"https://a.example/../x\"]", "dot segment"),
            ("rekey.recovery.allowed_callbacks", "[\"https://a.example\\\\@b.example\"]", "after :// comes a host"),
            ("rekey.recovery.allowed_callbacks", "[\"javascript:alert(1)\"]", "start with https://"),
            ("rekey.recovery.allowed_callbacks", "true", "is not a list"),
            ("rekey.tenant.\"acme.example\".allowed_callbacks", "[1]", "1 is not the start of a URL"),
            ("rekey.user_stores", "[\"primary\"]", "is not a name of capital letters"),
            ("rekey.user_stores", "[]", "needs at least one name"),
            ("rekey.limits.requests_per_account", "5", "is not a rate"),
            ("rekey.limits.requests_per_account", "\"5 per h\"", "is not a rate"),
            ("rekey.limits.requests_per_account", "\"0 per 1h\"", "is not a rate"),
            ("rekey.limits.requests_per_account", "\"5 per 60\"", "is not a rate"),
            ("rekey.limits.wrong_codes_per_flow", "6", "from 1 to 5"),
            ("identity_mgt.recovery.callback_url", "\"(\"", "missing closing parenthesis"),
            ("identity_mgt.recovery.callback_url", "\"(?<=a*)b\"", "lookbehind assertion is not fixed length"),
            ("identity_mgt.password_reset_email.reset_mail_validity", "0", "is not a time of at least 1s"),
            ("identity_mgt.password_reset_email.reset_mail_validity", "\"1w\"", "is not a time"),
            ("identity_mgt.password_reset_email.reset_mail_validity", "\"9999999999d\"", "is not a time"),
            ("identity_mgt.password_reset_email.enable_password_reset_email", "1", "1 is not true or false"),
            ("identity_mgt.account_locking.auto_unlock_after", "-1", "is not a time from 0s"),
            ("identity_mgt.password_policy.min_characters", "257", "from 1 to 256"),
            ("identity_mgt.password_policy.max_characters", "5", "is smaller than min_characters"),
            ("identity_mgt.email_sender", "\"both\"", "is not \"internal\" or \"external\""),
            ("output_adapter.email.from_address", "\"Rekey <a@b.example>\"", "belongs into signature"),
            ("output_adapter.email.from_address", "\"a@b@c\"", "is not a mail address"),
            ("output_adapter.email.from_address", "\"a\\r\\nb@c.example\"", "is not a mail address"),
            ("output_adapter.email.enable_authentication", "true", "signing in needs output_adapter.email.username"),
            ("output_adapter.email.username", "\"rekey\"", "signing in needs output_adapter.email.password"),
            ("rekey.mail.delivery", "\"mailbox\"", "demo mode only"),
            ("rekey.tls.certificate_file", "\"a.pem\"", "needs rekey.tls.private_key_file"),
            ("rekey.tls.private_key_file", "\"a.pem\"", "needs rekey.tls.certificate_file"),
            ("rekey.passwords.hash_parallelism", "65", "whole number from 1 to 64"),
            ("rekey.passwords.hash_memory_kib", "7", "whole number from 8"),
            ("rekey.sessions.idle_lifetime", "\"13h\"", "is longer than rekey.sessions.absolute_lifetime"),
            ("account_recovery.endpoint.auth.hash", "\"dashboard\"", "the value is not 64 hexadecimal digits"),
        ]
    )
    func impossible(key: String, value: String, message: String) {
        let found = problems(of: "\n\(key) = \(value)")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(message) == true, "\(found)")
        #expect(found.first?.hasPrefix("deployment.toml:2:1: \(key): ") == true, "\(found)")
    }

    @Test("an impossible secret is not repeated")
    func secretInProblem() {
        let found = problems(of: "[super_admin]\npassword = 12345")
        #expect(found == ["deployment.toml:2:1: super_admin.password: the value is not text in quotes, not empty"])
    }

    @Test(
        "networks and addresses",
        arguments: [
            ("10.0.0.0/8", [10, 200, 3, 4], true), ("10.0.0.0/8", [11, 0, 0, 1], false),
            ("192.168.1.128/25", [192, 168, 1, 129], true), ("192.168.1.128/25", [192, 168, 1, 127], false),
            ("0.0.0.0/0", [1, 2, 3, 4], true), ("127.0.0.1", [127, 0, 0, 1], true),
            ("127.0.0.1", [127, 0, 0, 2], false),
            ("::1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], true), ("::/0", [127, 0, 0, 1], false),
        ] as [(String, [UInt8], Bool)]
    )
    func networks(text: String, address: [UInt8], isInside: Bool) throws {
        #expect(try #require(NetworkRange(text)).contains(address) == isInside)
    }

    @Test("what is no network", arguments: ["", "10.0.0", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/ 8", "x/8", "::/129"])
    func noNetwork(text: String) {
        #expect(NetworkRange(text) == nil)
    }

    @Test("a secret never shows")
    func secret() {
        let secret = Secret("Tr0ub4dor")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: Optional(secret)), dumped] {
            #expect(!text.contains("Tr0ub4dor"))
        }
        #expect(secret.revealed == "Tr0ub4dor")
    }
}
