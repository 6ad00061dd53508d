import FoundationEssentials
import Testing

@testable import Settings

/// Holds `docs/configuration.md` to the catalogue; `UPDATE_DOCUMENTS=1 swift test --filter ConfigurationDocument`
/// writes its tables anew.
@Suite("docs/configuration.md")
struct ConfigurationDocumentTests {
    private static let begin = "<!-- catalogue: begin -->\n"
    private static let end = "<!-- catalogue: end -->"

    @Test("its tables say what the catalogue says")
    func tables() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/configuration.md")
        let document = try String(contentsOf: file, encoding: .utf8)
        let begin = try #require(document.firstRange(of: Self.begin))
        let end = try #require(document.firstRange(of: Self.end))
        let expected = Self.tables(of: Catalogue.declarations)
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTS"] == "1" {
            let text = document[..<begin.upperBound] + expected + document[end.lowerBound...]
            try Data(text.utf8).write(to: file)
        } else {
            #expect(document[begin.upperBound..<end.lowerBound] == expected, "run with UPDATE_DOCUMENTS=1")
        }
    }

    /// A table for each section, in the order of the catalogue.
    private static func tables(of declarations: [SettingDeclaration]) -> String {
        var sections: [String] = []
        var rows: [String: [String]] = [:]
        for declaration in declarations {
            let parts = declaration.key.split(separator: ".")
            let section = parts.dropLast().joined(separator: ".")
            if rows[section] == nil { sections.append(section) }
            rows[section, default: []].append(row(of: declaration, name: String(parts.last ?? "")))
        }
        return sections.map { section in
            let heading = section.replacing("*", with: "\"domain\"")
            return """
                ### `[\(heading)]`

                | Key | Takes | Default | Meaning |
                |---|---|---|---|
                \(rows[section, default: []].joined(separator: "\n"))


                """
        }
        .joined()
    }

    private static func row(of declaration: SettingDeclaration, name: String) -> String {
        var standard = declaration.defaultValue.map { "`\($0)`" } ?? "–"
        if let demo = declaration.demoDefault {
            standard += "; demo: `\(demo)`"
        }
        let takes = declaration.expectation + (declaration.isSecret ? "; secret" : "")
        return "| `\(name)` | \(takes) | \(standard) | \(declaration.meaning) |"
    }
}
