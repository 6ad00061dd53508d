/// The few places where engines spell the same thing differently.
///
/// Everything in this program is written in PostgreSQL's SQL, kept to what SQLite 3.40 also understands; only table
/// definitions need translating. Forks belong here and never into a query.
package enum Dialect: Sendable {
    case sqlite

    /// A migration's statement in this engine's words.
    func translate(_ statement: String) -> String {
        switch self {
        case .sqlite: Self.sqlite(statement)
        }
    }

    private static let sqliteTypes = [
        ("BIGINT", "INTEGER"),
        ("BYTEA", "BLOB"),
        ("DOUBLE PRECISION", "REAL"),
        // AUTOINCREMENT, because a plain INTEGER PRIMARY KEY gives the number of a deleted last row away again.
        ("GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT"),
    ]

    private static func sqlite(_ statement: String) -> String {
        // Between quotation marks the text is data: only every second part is SQL.
        let parts = statement.split(separator: "'", omittingEmptySubsequences: false).enumerated().map { index, part in
            index.isMultiple(of: 2)
                ? sqliteTypes.reduce(String(part)) { replace($1.0, by: $1.1, in: $0) } : String(part)
        }
        let translated = parts.joined(separator: "'")
        let words = translated.split(whereSeparator: \.isWhitespace).prefix(2).map { $0.uppercased() }
        // STRICT (SQLite 3.37) has the engine refuse a value of the wrong type, as PostgreSQL does.
        return words == ["CREATE", "TABLE"] ? translated + " STRICT" : translated
    }

    /// Replaces whole words, in whatever case they are written.
    private static func replace(_ words: String, by replacement: String, in text: String) -> String {
        let pattern = words.split(separator: " ")
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstIndex(where: isPartOfWord) {
            result += rest[..<start]
            rest = rest[start...]
            if let end = end(of: pattern, in: rest) {
                result += replacement
                rest = rest[end...]
            } else {
                let word = rest.prefix(while: isPartOfWord)
                result += word
                rest = rest[word.endIndex...]
            }
        }
        return result + rest
    }

    /// Where the words end, if the text begins with them.
    private static func end(of words: [Substring], in text: Substring) -> Substring.Index? {
        var rest = text
        var end = text.startIndex
        for word in words {
            rest = rest.drop(while: \.isWhitespace)
            let found = rest.prefix(while: isPartOfWord)
            guard found.uppercased() == word else { return nil }
            end = found.endIndex
            rest = rest[end...]
        }
        return end
    }

    private static func isPartOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
