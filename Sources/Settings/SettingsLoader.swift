import FoundationEssentials

/// Puts file, environment and flags together and makes `Settings` of them, or says everything that is wrong.
package enum SettingsLoader {
    /// - Parameters:
    ///   - file: The path of `deployment.toml`; nil: there is none, and defaults hold.
    ///   - environment: All variables of the process; those named after a setting count, and `$env{}` finds any.
    ///   - flags: Keys and values from the command line, the strongest of all.
    /// - Returns: Settings that are possible, each alone and all together.
    /// - Throws: Everything that is wrong.
    package static func load(
        file: String?,
        environment: [String: String] = [:],
        flags: [(key: String, value: String)] = []
    ) throws(SettingsFailure) -> Settings {
        var text: String?
        if let file { text = try read(file) }
        return try load(text: text, name: file ?? "deployment.toml", environment: environment, flags: flags)
    }

    /// The same for a file that is at hand as text; `name` is what messages call it.
    package static func load(
        text: String?,
        name: String,
        environment: [String: String] = [:],
        flags: [(key: String, value: String)] = []
    ) throws(SettingsFailure) -> Settings {
        var layers = SettingLayers()
        layers.flags = Dictionary(flags.map { ($0.key, $0.value) }) { _, last in last }
        layers.environment = environment.filter { !$0.value.isEmpty }
        if let text {
            do {
                layers.document = try Document(parsing: text, name: name)
            } catch {
                throw SettingsFailure([error])
            }
        }
        var reader = SettingsReader(layers: layers, known: Catalogue.declarations)
        var settings = Settings(reading: &reader)
        let unknown = UnknownKeys(in: layers, declared: reader.declarations)
        let problems = reader.problems + unknown.problems
        guard problems.isEmpty else { throw SettingsFailure(problems) }
        settings.effective = reader.effective
        settings.notices = (reader.notices + unknown.notices).sorted {
            $0.origin.reportingOrder < $1.origin.reportingOrder
        }
        return settings
    }

    private static func read(_ file: String) throws(SettingsFailure) -> String {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: file))
        } catch {
            let exists = FileManager.default.fileExists(atPath: file)
            let reason = exists ? "cannot be read" : "there is no such file; rekey init writes one"
            throw SettingsFailure([SettingsProblem(.file(file, nil), nil, reason)])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SettingsFailure([SettingsProblem(.file(file, nil), nil, "is not UTF-8")])
        }
        return text
    }
}
