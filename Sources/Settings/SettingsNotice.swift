/// Something the operator should know although the settings can be used: a key without use, a feature switched off.
package struct SettingsNotice: Sendable, Equatable {
    package let origin: SettingOrigin
    package let key: String
    package let message: String
}

extension SettingsNotice: CustomStringConvertible {
    /// One line: `deployment.toml:3:1: server.node_ip: WSO2's, not used by Rekey`.
    package var description: String {
        if case .default = origin { return "\(key): \(message)" }
        return "\(origin): \(key): \(message)"
    }
}
