@testable import Settings

/// Settings of a TOML text, called `deployment.toml` in messages.
func load(
    _ text: String,
    environment: [String: String] = [:],
    flags: [(key: String, value: String)] = []
) throws(SettingsFailure) -> Settings {
    try SettingsLoader.load(text: text, name: "deployment.toml", environment: environment, flags: flags)
}

/// What is wrong with a TOML text, one line each.
func problems(
    of text: String,
    environment: [String: String] = [:],
    flags: [(key: String, value: String)] = []
) -> [String] {
    do {
        _ = try load(text, environment: environment, flags: flags)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

extension Settings {
    func shown(_ key: String) -> String? {
        effective.first { $0.key == key }?.value
    }

    func origin(_ key: String) -> SettingOrigin? {
        effective.first { $0.key == key }?.origin
    }

    func notices(about key: String) -> [String] {
        notices.filter { $0.key == key }.map(\.message)
    }
}
