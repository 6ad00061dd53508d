import TOMLKit

/// A parsed `deployment.toml`: every value with its path and the place it is written at.
///
/// Knows TOML; knows no setting and follows no reference.
struct Document: Sendable {
    struct Entry: Sendable {
        let path: SettingPath
        let value: DocumentValue
        let position: SourcePosition
    }

    let name: String
    /// In the order of the file.
    let entries: [Entry]
    private let indexes: [String: Int]

    init(parsing text: String, name: String) throws(SettingsProblem) {
        self.name = name
        var text = text
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        // The parser is handed a C string and hands C strings back: past a NUL neither side sees anything.
        for spelling in ["\0", "\\u0000", "\\U00000000"] where text.contains(spelling) {
            throw SettingsProblem(.file(name, nil), nil, "has a NUL character, which no setting may hold")
        }
        if let position = KeyPositions.namelessHeader(in: text) {
            throw SettingsProblem(.file(name, position), nil, "not valid TOML: a heading needs a name, as in [server]")
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let position = SourcePosition(line: error.source.begin.line, column: error.source.begin.column)
            throw SettingsProblem(.file(name, position), nil, "not valid TOML: \(error.description)")
        } catch {
            throw SettingsProblem(.file(name, nil), nil, "not valid TOML: \(error)")
        }
        let positions = KeyPositions.scan(text)
        var found: [Entry] = []
        Self.flatten(table, at: SettingPath()) { path, value in
            let position = positions[path.key] ?? SourcePosition(line: 1, column: 1)
            found.append(Entry(path: path, value: value, position: position))
        }
        entries = found.sorted { $0.position < $1.position }
        indexes = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.path.key, $0) })
    }

    func entry(_ key: String) -> Entry? {
        indexes[key].map { entries[$0] }
    }

    private static func flatten(_ table: TOMLTable, at path: SettingPath, visit: (SettingPath, DocumentValue) -> Void) {
        for (name, value) in table {
            flatten(value.tomlValue, at: path.appending(.name(name)), visit: visit)
        }
    }

    private static func flatten(_ value: TOMLValue, at path: SettingPath, visit: (SettingPath, DocumentValue) -> Void) {
        if let table = value.table {
            if table.isEmpty { visit(path, .emptySection) }
            flatten(table, at: path, visit: visit)
        } else if let array = value.array, array.count > 0, array.allSatisfy({ $0.type == .table }) {
            for (index, element) in array.enumerated() {
                flatten(element.tomlValue, at: path.appending(.index(index)), visit: visit)
            }
        } else {
            visit(path, DocumentValue(value))
        }
    }
}

extension DocumentValue {
    /// A heading with nothing below it.
    static let emptySection = DocumentValue.other("an empty section")

    fileprivate init(_ value: TOMLValue) {
        if let text = value.string {
            self = .string(text)
        } else if let number = value.int {
            self = .integer(Int64(number))
        } else if let flag = value.bool {
            self = .boolean(flag)
        } else if let array = value.array {
            self = .list(array.map { DocumentValue($0.tomlValue) })
        } else {
            self = .other("a \(value.type)")
        }
    }
}
