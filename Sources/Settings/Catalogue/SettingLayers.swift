/// The places a value may come from, the strongest first: flags, environment, file.
struct SettingLayers: Sendable {
    var flags: [String: String] = [:]
    /// Empty values left out: `REKEY_X=` is how container files say "not set".
    var environment: [String: String] = [:]
    var document: Document?

    func value(of declaration: SettingDeclaration) -> (DocumentValue, SettingOrigin)? {
        value(of: declaration.key, variable: declaration.variable)
    }

    func value(of key: String, variable: String?) -> (DocumentValue, SettingOrigin)? {
        if let text = flags[key] { return (.string(text), .flag) }
        if let variable, let text = environment[variable] { return (.string(text), .environment(variable: variable)) }
        if let document, let entry = document.entry(key) {
            return (entry.value, .file(document.name, entry.position))
        }
        return nil
    }
}
