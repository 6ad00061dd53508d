/// What WSO2's listeners switch on and off.
///
/// Rekey has no listeners; their entries say which of its rules are to run. The legacy listener stands for rules that
/// Rekey does not have, so enabling it stops the start instead of promising them.
package struct FeatureSettings: Sendable, Equatable {
    /// The rules of recovery, lock, policy and history (`governance_identity_mgt`, 95).
    package let governance: Bool
    /// Lock states and verified flags are kept (`governance_identity_store`, 97).
    package let identityClaims: Bool

    private static let section = "event.default_listener"

    init(reading reader: inout SettingsReader) {
        let legacy = Self.listener("identity_mgt", 50, false, "WSO2's legacy account management", &reader)
        let governance = Self.listener("governance_identity_mgt", 95, true, "the rules of recovery", &reader)
        let store = Self.listener("governance_identity_store", 97, true, "the keeping of identity claims", &reader)
        self.governance = governance.isEnabled
        identityClaims = store.isEnabled

        if legacy.isEnabled {
            reader.refuse(
                "\(Self.section).identity_mgt.enable",
                "the legacy listener and account recovery exclude each other; write instead:",
                remedy: Self.recommended
            )
        }
        if governance.priority >= store.priority {
            reader.refuse(
                "\(Self.section).\(Self.laterWritten(reader)).priority",
                "the rules (governance_identity_mgt) have to come before the store (governance_identity_store): 95, 97"
            )
        }
        if !governance.isEnabled {
            let effect = "off: recovery answers 20017, and no rule of locks, policy or history holds"
            reader.note("\(Self.section).governance_identity_mgt.enable", effect)
        }
        if !store.isEnabled {
            let effect = "off: what needs lock states or verified flags refuses"
            reader.note("\(Self.section).governance_identity_store.enable", effect)
        }
        for (_, entry, origin) in reader.written("event_listener.*.name") {
            let message = "\(entry.value) is no class of Rekey's: this listener does not run"
            reader.note(entry.path.key, message, at: origin)
        }
    }

    private static func listener(
        _ name: String,
        _ priority: DocumentValue,
        _ isEnabled: DocumentValue,
        _ meaning: String,
        _ reader: inout SettingsReader
    ) -> (priority: Int, isEnabled: Bool) {
        let order = reader.read(
            "\(section).\(name).priority",
            .integer(0...10000),
            default: priority,
            "The order of \(meaning): lower comes first."
        )
        let enable = reader.read(
            "\(section).\(name).enable",
            .boolean,
            default: isEnabled,
            "Switches \(meaning) on\(name == "identity_mgt" ? "; Rekey does not have it: only `false`" : "")."
        )
        return (order, enable)
    }

    private static func laterWritten(_ reader: SettingsReader) -> String {
        reader.isWritten("\(section).governance_identity_store.priority")
            ? "governance_identity_store" : "governance_identity_mgt"
    }

    /// The three entries as WSO2's own documentation of recovery asks for them.
    private static let recommended = [
        "[event.default_listener.identity_mgt]",
        "priority = \"50\"",
        "enable = false",
        "[event.default_listener.governance_identity_mgt]",
        "priority = \"95\"",
        "enable = true",
        "[event.default_listener.governance_identity_store]",
        "priority = \"97\"",
        "enable = true",
    ]
}
