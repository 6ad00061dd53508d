import Testing

@testable import Settings

@Suite("What sections come to")
struct SectionTests {
    @Test(
        "the address in mailed links",
        arguments: [
            ("", "https://localhost:9443"),
            ("server.hostname = 'id.example'", "https://id.example:9443"),
            ("server.offset = 1", "https://localhost:9444"),
            ("transport.https.properties.port = 8443\nserver.offset = 2", "https://localhost:8445"),
            ("transport.https.properties.proxyPort = 443\nserver.hostname = 'id.example'", "https://id.example"),
            ("transport.https.properties.proxyPort = 8443", "https://localhost:8443"),
            ("rekey.server.https_port = 443", "https://localhost"),
            ("rekey.server.https_port = 8000\nserver.offset = 5", "https://localhost:8000"),
            ("rekey.server.tls = false", "http://localhost:9763"),
            ("rekey.server.tls = false\nrekey.server.http_port = 80", "http://localhost"),
            ("rekey.server.tls = false\ntransport.https.properties.proxyPort = 443", "https://localhost"),
            ("rekey.server.public_url = 'HTTPS://ID.example/'", "https://id.example"),
            ("server.hostname = '::1'", "https://[::1]:9443"),
        ]
    )
    func publicURL(text: String, url: String) throws {
        #expect(try load(text).server.publicURL == url)
    }

    @Test("what a setting without a value comes to is shown with its source")
    func derived() throws {
        let settings = try load("server.offset = 1")
        #expect(settings.shown("rekey.server.https_port") == "9444")
        #expect(settings.origin("rekey.server.https_port") == .derived(from: "transport.https and offset"))
        #expect(settings.shown("output_adapter.email.from_address") == "\"no-reply@localhost\"")
        #expect(settings.shown("rekey.tls.certificate_file") == nil)
    }

    @Test(
        "how mail is protected",
        arguments: [
            ("", EmailSettings.Security.startTLS), ("output_adapter.email.enable_start_tls = false", .none),
            ("output_adapter.email.port = 465", .tls),
            ("output_adapter.email.port = 465\nrekey.mail.security = 'starttls'", .startTLS),
            ("rekey.mail.security = 'tls'", .tls), ("rekey.mail.security = 'none'", .none),
        ]
    )
    func mailSecurity(text: String, security: EmailSettings.Security) throws {
        #expect(try load(text).email.security == security)
    }

    @Test("mail credentials come as a pair or not at all")
    func credentials() throws {
        let pair = "username = 'rekey'\npassword = 'hidden'"
        let signedIn = try load("[output_adapter.email]\n\(pair)").email.credentials
        #expect(signedIn?.username == "rekey")
        #expect(signedIn?.password == Secret("hidden"))
        #expect(try load("[output_adapter.email]\n\(pair)\nenable_authentication = false").email.credentials == nil)
        #expect(try load("[output_adapter.email]\nusername = ''\npassword = ''").email.credentials == nil)
    }

    @Test("a tolerance longer than the recovery code lives is ignored, with a word")
    func tolerance() throws {
        let key = "identity_mgt.password_reset_email.confirmation_code_tolerance_period"
        let ignored = try load("\(key) = 10")
        #expect(ignored.passwordReset.tolerance == 0)
        #expect(ignored.notices(about: key).count == 1)

        let longer = "identity_mgt.notification_channel_recovery.recovery_code_validity = '10m'"
        let kept = try load("\(key) = 10\n\(longer)")
        #expect(kept.passwordReset.tolerance == 600_000_000)
        #expect(kept.notices(about: key).isEmpty)
    }

    @Test("links live as long as the shared default says")
    func sharedValidity() throws {
        #expect(try load("").passwordReset.validity == Int64(86400 * 1_000_000))
        let settings = try load("identity_mgt.default_mail_validity_period = '2h'")
        #expect(settings.passwordReset.validity == Int64(7200 * 1_000_000))
    }

    @Test(
        "who sends the mails",
        arguments: [
            ("", true), ("identity_mgt.email_sender = 'external'", false),
            ("identity_mgt.recovery.notification.manage_internally = false", false),
            (
                "identity_mgt.email_sender = 'external'\nidentity_mgt.recovery.notification.manage_internally = true",
                true
            ),
        ]
    )
    func sender(text: String, isInternal: Bool) throws {
        #expect(try load(text).recovery.managesNotifications == isInternal)
    }

    @Test("the password policy holds where it is enabled")
    func passwordPolicy() throws {
        let rules = """
            [identity_mgt.password_policy]
            min_characters = 10
            max_characters = 20
            match_pattern = "^((?=.*\\\\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[!@#$%&*])).{0,100}$"
            error_message_on_pattern_validation_failure = "'Too plain'"
            """
        let off = try load(rules)
        #expect(off.passwordPolicy.minimumLength == 8)
        #expect(off.passwordPolicy.maximumLength == 256)
        #expect(off.passwordPolicy.pattern == nil)
        #expect(off.notices(about: "identity_mgt.password_policy.min_characters").count == 1)

        let policy = try load(rules + "\nenable_password_policy = true").passwordPolicy
        #expect(policy.minimumLength == 10)
        #expect(policy.maximumLength == 20)
        #expect(policy.pattern?.isEmpty == false)
        #expect(policy.patternMessage == "Too plain")

        let alone = try load("identity_mgt.password_policy.enable_password_policy = true").passwordPolicy
        #expect((alone.minimumLength, alone.maximumLength) == (8, 256))
        #expect(alone.pattern == nil)
    }

    @Test("former passwords")
    func history() throws {
        #expect(try load("").passwordPolicy.historyLength == 0)
        let text = "identity_mgt.password_policy.enable_password_history = true"
        #expect(try load(text).passwordPolicy.historyLength == 5)
    }

    @Test("callbacks, of the server and of a tenant")
    func callbacks() throws {
        let settings = try load(
            """
            [rekey.recovery]
            allowed_callbacks = ["https://App.example", "http://localhost:3000/done", "http://[::1]:80/"]
            [rekey.tenant."acme.example"]
            allowed_callbacks = ["https://acme.example/reset/"]
            [rekey.tenant.other]
            allowed_callbacks = []
            """
        )
        #expect(
            settings.recovery.allowedCallbacks == [
                "https://app.example/", "http://localhost:3000/done", "http://[::1]:80/",
            ]
        )
        #expect(settings.tenants["acme.example"]?.allowedCallbacks == ["https://acme.example/reset/"])
        #expect(settings.tenants["other"]?.allowedCallbacks.isEmpty == true)
        #expect(settings.tenants.count == 2)
        #expect(
            settings.shown("rekey.tenant.\"acme.example\".allowed_callbacks") == "[\"https://acme.example/reset/\"]"
        )
    }

    @Test("the database of WSO2 is not Rekey's", arguments: ["h2", "mysql", "mssql", "oracle"])
    func foreignDatabase(type: String) throws {
        let settings = try load("database.identity_db.type = '\(type)'\nrekey.data_directory = '/srv/rekey'")
        #expect(settings.database.engine == .sqlite)
        #expect(settings.database.file == "/srv/rekey/rekey.db")
        #expect(settings.notices(about: "database.identity_db.type").count == 1)
    }

    @Test("demo mode: known passwords, recovery on, loopback only")
    func demo() throws {
        let demo = try load("", flags: [("rekey.mode", "demo")])
        #expect(demo.superAdmin.password == Secret("admin"))
        #expect(demo.server.listenAddress == "127.0.0.1")
        #expect(demo.email.delivery == .mailbox)
        #expect(demo.passwordReset.isEnabled)
        #expect(demo.notices.isEmpty)
        #expect(demo.shown("super_admin.password") == Secret.mask)
        #expect(problems(of: "", flags: [("rekey.mode", "demo"), ("rekey.server.listen_address", "::1")]).isEmpty)
        let refused = problems(of: "rekey.server.listen_address = '0.0.0.0'", flags: [("rekey.mode", "demo")])
        #expect(refused.first?.contains("demo mode listens on 127.0.0.1 or ::1 only") == true)
    }

    @Test("outside demo mode there is no password by default, and WSO2's is frowned upon")
    func noDefaultPassword() throws {
        #expect(try load("").superAdmin.password == nil)
        #expect(!(try load("").passwordReset.isEnabled))
        #expect(try load("super_admin.password = 'admin'").notices(about: "super_admin.password").count == 1)
    }
}
