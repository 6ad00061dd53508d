import Testing

@testable import Settings

@Suite("Keys that are not read")
struct UnknownKeyTests {
    @Test(
        "an unknown key is refused, with its place and the nearest key",
        arguments: [
            (
                "[server]\nhostnme = 'x'",
                "deployment.toml:2:1: server.hostnme: unknown key; did you mean \"server.hostname\"?"
            ),
            (
                "[identity_mgt.password_reset_email]\n  enable_pasword_reset_email = true",
                "deployment.toml:2:3: identity_mgt.password_reset_email.enable_pasword_reset_email: unknown key; "
                    + "did you mean \"identity_mgt.password_reset_email.enable_password_reset_email\"?"
            ),
            (
                "[identity_mgt.pasword_reset_email]\na = 1\nb = 2",
                "deployment.toml:2:1: [identity_mgt.pasword_reset_email]: unknown section; "
                    + "did you mean \"[identity_mgt.password_reset_email]\"?"
            ),
            ("[sever]", "deployment.toml:1:1: [sever]: unknown section; did you mean \"[server]\"?"),
            (
                "server = 'id.example'",
                "deployment.toml:1:1: server: this is a section, not a key; write [server] on a line of its own"
            ),
            (
                "[server.hostname]\nname = 'x'",
                "deployment.toml:2:1: server.hostname.name: server.hostname is a key, not a section"
            ),
            ("[rekey]\nlisten_address = '::'", "did you mean \"rekey.server.listen_address\"?"),
            ("[server]\nnode_ipp = '::'", "server.node_ipp: unknown key; did you mean \"server.node_ip\"?"),
            ("[server]\nHostname = 'x'", "server.Hostname: unknown key; did you mean \"server.hostname\"?"),
            ("[transport.https.properties]\nproxyport = 1", "did you mean \"transport.https.properties.proxyPort\"?"),
            ("[rekey.tenant.\"acme.example\"]\nallowed_callback = []", "acme.example\".allowed_callback: unknown key"),
            ("[rekey.limits]\nrequests_per_accounts = '1 per 1h'", "\"rekey.limits.requests_per_account\"?"),
            ("xyzzy = 1", "deployment.toml:1:1: xyzzy: unknown key"),
            ("\"server.hostname\" = 'x'", "deployment.toml:1:1: \"server.hostname\": unknown key"),
        ]
    )
    func unknown(text: String, message: String) {
        let found = problems(of: text)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(message) == true, "\(found)")
    }

    @Test("all problems come at once, in the order of the file")
    func allAtOnce() {
        let found = problems(
            of: """
                [server]
                offset = "x"
                hostnam = "y"
                [rekey.log]
                level = 1
                [nonsense]
                a = 1
                [super_admin]
                usrname = "z"
                """
        )
        #expect(found.map { $0.split(separator: ":")[1] } == ["2", "3", "5", "7", "9"])
    }

    @Test("keys of WSO2's without use are told once, sections as a whole")
    func unused() throws {
        let settings = try load(
            """
            [server]
            node_ip = "127.0.0.1"
            [oauth.token_validation]
            user_access_token_validity = "1h"
            [oauth]
            x = 1
            [[oauth.custom]]
            y = 2
            [saml]
            z = 1
            [output_adapter.email]
            hostname = "mail.example"
            [output_adapter.email.custom_properties]
            "mail.smtp.ssl.trust" = "mail.example"
            mail.smtp.timeout = 5
            [identity_mgt.user_onboarding]
            """
        )
        #expect(
            settings.notices.map(\.description) == [
                "deployment.toml:2:1: server.node_ip: WSO2's, not used by Rekey",
                "deployment.toml:4:1: [oauth]: WSO2's, not used by Rekey (3 keys)",
                "deployment.toml:10:1: [saml]: WSO2's, not used by Rekey (1 key)",
                "deployment.toml:14:1: [output_adapter.email.custom_properties]: WSO2's, not used by Rekey (2 keys); "
                    + "see [rekey.mail]",
            ]
        )
    }

    @Test(
        "distances",
        arguments: [
            ("a", "a", 0), ("", "abc", 3), ("abc", "", 3), ("abcd", "acbd", 1), ("kitten", "sitting", 3),
            ("AB", "ab", 0),
        ]
    )
    func distances(left: String, right: String, distance: Int) {
        #expect(NearestKey.distance(left, right) == distance)
    }

    @Test("far from everything there is no nearest key")
    func far() {
        #expect(NearestKey.of("completely.different", among: ["server.hostname"]) == nil)
    }
}
