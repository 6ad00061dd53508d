/// One line of `rekey config show`: a key, the value that holds, and where it came from.
package struct EffectiveSetting: Sendable, Equatable {
    package let key: String
    /// In TOML's spelling, secrets masked; nil when the setting has no value.
    package let value: String?
    package let origin: SettingOrigin
}
