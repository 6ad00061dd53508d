/// What the catalogue knows of one setting.
///
/// Made by the line that reads the setting (`SettingsReader.read`), so that the two cannot disagree.
package struct SettingDeclaration: Sendable, Equatable {
    /// In `rekey.tenant.*.allowed_callbacks` the star is any name.
    package let key: String
    /// The values it takes, in words.
    package let expectation: String
    /// Nil when the setting may go without a value.
    package let defaultValue: DocumentValue?
    /// The default of demo mode where it is another.
    package let demoDefault: DocumentValue?
    package let meaning: String
    package let isSecret: Bool

    /// The environment variable that sets it: dots become `__`, and `REKEY_` stands for our own prefix.
    package var variable: String {
        let name = key.hasPrefix("rekey.") ? key.dropFirst("rekey.".count) : key[...]
        return name.split(separator: ".").reduce(into: "REKEY") { variable, part in
            variable += (variable == "REKEY" ? "_" : "__") + part.uppercased()
        }
    }
}
