/// One reason why the settings cannot be used.
package struct SettingsProblem: Error, Sendable, Equatable {
    package let origin: SettingOrigin
    package let key: String?
    package let message: String
    /// The key that was probably meant.
    package let nearest: String?
    /// What to write instead, line by line, where that is more than a word.
    package let remedy: [String]

    init(
        _ origin: SettingOrigin,
        _ key: String?,
        _ message: String,
        nearest: String? = nil,
        remedy: [String] = []
    ) {
        self.origin = origin
        self.key = key
        self.message = message
        self.nearest = nearest
        self.remedy = remedy
    }
}

extension SettingsProblem: CustomStringConvertible {
    /// One line: `deployment.toml:12:1: server.hostnme: unknown key; did you mean "server.hostname"?`.
    package var description: String {
        let place: String? = if case .default = origin { nil } else { origin.description }
        let text = [place, key, message].compactMap(\.self).joined(separator: ": ")
        return nearest.map { "\(text); did you mean \"\($0)\"?" } ?? text
    }
}
