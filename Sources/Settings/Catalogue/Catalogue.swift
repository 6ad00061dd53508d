/// Every setting there is: what `rekey config show`, the nearest key and `docs/configuration.md` go by.
package enum Catalogue {
    /// Found by reading settings where none are written.
    package static let declarations: [SettingDeclaration] = {
        var reader = SettingsReader(layers: SettingLayers(), known: [])
        _ = Settings(reading: &reader)
        return reader.declarations
    }()

    static let keys = Set(declarations.map(\.key))

    /// All sections that hold a setting: `rekey.mail` and `rekey` for `rekey.mail.sessions`.
    static let sections: Set<String> = declarations.reduce(into: []) { sections, declaration in
        let parts = declaration.key.split(separator: ".")
        for length in 1..<parts.count { sections.insert(parts.prefix(length).joined(separator: ".")) }
    }
}
