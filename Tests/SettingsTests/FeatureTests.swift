import Testing

@testable import Settings

@Suite("Listeners and the features they stand for")
struct FeatureTests {
    /// What WSO2's documentation of recovery asks for, its lost headings put back.
    static let documented = """
        [event.default_listener.identity_mgt]
        priority= "50"
        enable = false
        [event.default_listener.governance_identity_mgt]
        priority= "95"
        enable = true
        [event.default_listener.governance_identity_store]
        priority= "97"
        enable = true

        [identity_mgt.password_reset_email]
        enable_password_reset_email=true
        enable_recaptcha=true
        """

    @Test("the documented configuration loads and switches recovery on")
    func documentedConfiguration() throws {
        let settings = try load(Self.documented)
        #expect(settings.passwordReset.isEnabled)
        #expect(settings.passwordReset.recaptcha)
        #expect(settings.features.governance)
        #expect(settings.features.identityClaims)
        #expect(
            settings.notices.map(\.key) == [
                "identity_mgt.password_reset_email.enable_recaptcha", "output_adapter.email.hostname",
            ]
        )
    }

    @Test("the legacy listener is refused with the lines to write instead")
    func legacy() {
        let failure = #expect(throws: SettingsFailure.self) {
            try load(Self.documented.replacing("enable = false", with: "enable = true"))
        }
        let problem = failure?.problems.first
        #expect(
            problem?.description.hasPrefix("deployment.toml:3:1: event.default_listener.identity_mgt.enable: ") == true
        )
        #expect(problem?.remedy.first == "[event.default_listener.identity_mgt]")
        let remedy = problem?.remedy.joined(separator: "\n")
        #expect(problems(of: remedy ?? "nothing").isEmpty)
        #expect(failure?.description.split(separator: "\n").count == 10)
    }

    @Test(
        "a listener that is off switches its features off, visibly",
        arguments: [
            ("governance_identity_mgt", false, true),
            ("governance_identity_store", true, false),
        ]
    )
    func off(listener: String, governance: Bool, identityClaims: Bool) throws {
        let settings = try load("event.default_listener.\(listener).enable = false")
        #expect(settings.features.governance == governance)
        #expect(settings.features.identityClaims == identityClaims)
        #expect(settings.notices(about: "event.default_listener.\(listener).enable").count == 1)
    }

    @Test(
        "the rules come before the store",
        arguments: [
            "event.default_listener.governance_identity_mgt.priority = 98",
            "event.default_listener.governance_identity_store.priority = 95",
            "event.default_listener.governance_identity_store.priority = '20'",
        ]
    )
    func order(text: String) {
        let found = problems(of: text)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("deployment.toml:1:1: event.default_listener.governance") == true)
        #expect(found.first?.contains("have to come before the store") == true)
    }

    @Test("other numbers in the same order are fine")
    func otherNumbers() throws {
        let settings = try load(
            """
            event.default_listener.governance_identity_mgt.priority = "195"
            event.default_listener.governance_identity_store.priority = "197"
            """
        )
        #expect(settings.features.governance)
    }

    @Test("listeners of one's own are told to be unknown")
    func custom() throws {
        let settings = try load(
            """
            [[event_listener]]
            id = "custom"
            type = "org.wso2.carbon.user.core.listener.UserOperationEventListener"
            name = "org.acme.PasswordListener"
            order = 898
            [event_listener.properties]
            a = 1
            [[event_listener]]
            id = "second"
            name = "org.acme.Second"
            """
        )
        #expect(
            settings.notices.dropLast().map(\.description) == [
                "deployment.toml:4:1: event_listener[0].name: \"org.acme.PasswordListener\" is no class of Rekey's: "
                    + "this listener does not run",
                "deployment.toml:10:1: event_listener[1].name: \"org.acme.Second\" is no class of Rekey's: "
                    + "this listener does not run",
            ]
        )
    }
}
