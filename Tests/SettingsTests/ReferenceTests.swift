import Testing

@testable import Settings

@Suite("References in values")
struct ReferenceTests {
    @Test("a variable, another setting, a default and text around them")
    func replaced() throws {
        let settings = try load(
            """
            [server]
            hostname = "$env{HOST}.example"
            [output_adapter.email]
            from_address = "no-reply@$ref{server.hostname}"
            signature = "$ref{super_admin.username} at $ref{server.hostname}:$ref{output_adapter.email.port} $5 {}"
            [rekey.server]
            public_url = "https://$ref{server.hostname}:$ref{transport.https.properties.port}"
            """,
            environment: ["HOST": "id"]
        )
        #expect(settings.email.fromAddress == "no-reply@id.example")
        #expect(settings.email.displayName == "admin at id.example:587 $5 {}")
        #expect(settings.server.publicURL == "https://id.example:9443")
        #expect(settings.shown("server.hostname") == "\"id.example\"")
    }

    @Test("a reference that is the whole value keeps its type, and finds keys Rekey does not use")
    func wholeValue() throws {
        let settings = try load(
            """
            [transport.https.properties]
            port = 8443
            proxyPort = "$ref{transport.https.properties.port}"
            [rekey.mail]
            sessions = "$env{SESSIONS}"
            [rekey]
            user_stores = ["$env{STORE}", "$ref{realm_manager.name}"]
            [realm_manager]
            name = "SECOND"
            [server]
            offset = "$env{OFFSET}"
            """,
            environment: ["STORE": "PRIMARY", "OFFSET": "1", "SESSIONS": "9"]
        )
        #expect(settings.server.publicURL == "https://localhost:8443")
        #expect(settings.server.httpsPort == 8444)
        #expect(settings.email.sessions == 9)
        #expect(settings.userStores == ["PRIMARY", "SECOND"])
    }

    @Test("a variable that overrides the setting referred to counts")
    func overridden() throws {
        let settings = try load(
            "[rekey.mail]\nhello_name = \"$ref{server.hostname}\"",
            environment: ["REKEY_SERVER__HOSTNAME": "id.example"]
        )
        #expect(settings.email.helloName == "id.example")
    }

    @Test(
        "what leads nowhere is refused",
        arguments: [
            ("$env{NO_SUCH}", "the environment variable NO_SUCH is not set"),
            ("$ref{no.such}", "$ref{no.such} names nothing that is set"),
            ("$ref{server.hostname}", "$ref{server.hostname} leads back to itself"),
            ("$secret{host}", "Rekey has no cipher tool: put the value into an environment variable and write $env"),
            ("$sys{host}", "Rekey has no Java system properties: put the value into"),
            ("${carbon.host}", "only WSO2 fills in ${carbon.…}"),
            ("x$ref{rekey.user_stores}", "cannot be a part of text"),
        ]
    )
    func broken(value: String, reason: String) {
        let found = problems(of: "[server]\nhostname = '\(value)'")
        #expect(found.count >= 1)
        #expect(found.allSatisfy { $0.hasPrefix("deployment.toml:2:1: server.hostname: ") }, "\(found)")
        #expect(found.contains { $0.contains(reason) }, "\(found)")
    }

    @Test("references of WSO2's own in keys without use do no harm")
    func unused() {
        let text = """
            [server]
            base_path = "https://$ref{server.hostname}:${carbon.management.port}"
            [secrets]
            admin = "[admin]"
            [keystore.primary]
            password = "$secret{keystore}"
            """
        #expect(problems(of: text).isEmpty)
    }

    @Test("a secret that a reference copies stays hidden")
    func secretByReference() throws {
        let settings = try load(
            """
            [super_admin]
            password = "Tr0ub4dor"
            [output_adapter.email]
            signature = "x $ref{super_admin.password}"
            reply_to = "$ref{keystore.primary.password}@example.com"
            [keystore.primary]
            password = "hidden"
            """
        )
        #expect(settings.shown("output_adapter.email.signature") == "********")
        #expect(settings.shown("output_adapter.email.reply_to") == "********")
    }
}
