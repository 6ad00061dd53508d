import Testing

@testable import Settings

@Suite("Files that exist already")
struct ExistingFileTests {
    @Test("a deployment.toml of WSO2's starts, and its settings hold")
    func wso2() throws {
        let settings = try load(wso2Deployment)
        #expect(settings.server.publicURL == "https://id.example.com")
        #expect(settings.server.httpsPort == 9443)
        #expect(settings.superAdmin.password == Secret("admin"))
        #expect(settings.email.hostname == "smtp.example.com")
        #expect(settings.email.displayName == "Example")
        #expect(settings.email.credentials?.password == Secret("<![CDATA[p&ss]]>"))
        #expect(settings.passwordReset.isEnabled)
        #expect(settings.passwordReset.tolerance == 60_000_000)
        #expect(settings.recovery.callbackPattern == "^https:\\/\\/id\\.example\\.com\\/.*")
        #expect((settings.passwordPolicy.minimumLength, settings.passwordPolicy.maximumLength) == (6, 12))
        #expect(settings.passwordPolicy.patternMessage == "Password pattern policy violated.")
        #expect(settings.accountLocking.isEnabled)
        #expect(settings.portalClient.passwordHash != nil)
    }

    @Test("what Rekey has no use for is told once, in the order of the file")
    func unused() throws {
        let settings = try load(wso2Deployment)
        let unused = settings.notices.filter { $0.message.hasPrefix("WSO2's, not used by Rekey") }
        #expect(
            unused.map(\.key) == [
                "server.node_ip", "server.base_path", "[user_store]", "database.identity_db.hostname",
                "database.identity_db.name", "database.identity_db.username", "database.identity_db.password",
                "database.identity_db.port",
                "database.identity_db.pool_options.maxActive", "database.identity_db.pool_options.maxWait",
                "database.identity_db.pool_options.testOnBorrow", "[database.shared_db]", "[datasource]", "[keystore]",
                "[truststore]", "[secrets]", "[session]", "transport.https.properties.maxThreads",
                "transport.https.properties.server", "[transport.https.sslHostConfig]",
                "[output_adapter.email.custom_properties]",
                "event.default_listener.governance_identity_store.data_store",
                "event.default_listener.unique_claim_user_operation_event_listener.priority",
                "event.default_listener.unique_claim_user_operation_event_listener.enable",
                "[identity_mgt.password_reset_sms]", "identity_mgt.recovery.enable_auto_login",
                "[identity_mgt.username_recovery]", "[identity_mgt.user_onboarding]",
                "[identity_mgt.user_self_registration]", "[identity_mgt.events.schemes]", "[recaptcha]",
                "[tenant_context]", "[resource]", "[oauth]", "[authentication]", "[cors]", "[system]", "[monitoring]",
                "[clustering]", "[admin_service]",
            ]
        )
        #expect(
            unused.first { $0.key == "[keystore]" }?.message.hasSuffix("Rekey reads PEM files: [rekey.tls]") == true
        )
    }

    @Test("what else there is to know about it")
    func remarks() throws {
        let settings = try load(wso2Deployment)
        let remarks = settings.notices.filter { !$0.message.hasPrefix("WSO2's, not used by Rekey") }
        #expect(
            remarks.map(\.key) == [
                "super_admin.password", "database.identity_db.type", "account_recovery.endpoint.auth.hash",
                "identity.auth_framework.endpoint.app_password", "event_listener[0].name",
                "identity_mgt.password_reset_email.enable_recaptcha",
            ]
        )
    }

    @Test("no secret of the file is shown")
    func masked() throws {
        let settings = try load(wso2Deployment)
        let shown = settings.effective.compactMap(\.value) + settings.notices.map(\.description)
        for secret in ["p&ss", "wso2carbon", "66cd96"] {
            #expect(!shown.contains { $0.contains(secret) })
        }
        #expect(settings.shown("super_admin.password") == Secret.mask)
    }
}
