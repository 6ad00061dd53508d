/// The few places where engines spell the same thing differently.
///
/// Everything in this program is written in PostgreSQL's SQL, kept to what SQLite 3.40 also understands; table
/// definitions are translated, and queries interpolate the fragments below. Forks belong here and never into a query.
package enum Dialect: Sendable {
    case sqlite
    case postgreSQL

    /// A migration's statement in this engine's words.
    func translate(_ statement: String) -> String {
        switch self {
        case .sqlite: Self.sqlite(statement)
        case .postgreSQL: Self.postgreSQL(statement)
        }
    }

    private static func postgreSQL(_ statement: String) -> String {
        guard ["CREATE TABLE", "ALTER TABLE"].contains(firstWords(of: statement)) else { return statement }
        // Text in the order of its bytes, as SQLite has it: pages that go by a key are the same on both engines, and no
        // index depends on the C library's idea of an alphabet, which changes with its releases.
        return outsideQuotationMarks(of: statement) { replace("TEXT", by: "TEXT COLLATE \"C\"", in: $0) }
    }

    private static let sqliteTypes = [
        ("BIGINT", "INTEGER"),
        ("BYTEA", "BLOB"),
        ("DOUBLE PRECISION", "REAL"),
        // AUTOINCREMENT, because a plain INTEGER PRIMARY KEY gives the number of a deleted last row away again.
        ("GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT"),
    ]

    private static func sqlite(_ statement: String) -> String {
        let translated = outsideQuotationMarks(of: statement) { part in
            sqliteTypes.reduce(part) { replace($1.0, by: $1.1, in: $0) }
        }
        // STRICT (SQLite 3.37) has the engine refuse a value of the wrong type, as PostgreSQL does.
        return firstWords(of: statement) == "CREATE TABLE" ? translated + " STRICT" : translated
    }

    private static func firstWords(of statement: String) -> String {
        statement.split(maxSplits: 2, whereSeparator: \.isWhitespace).prefix(2).map { $0.uppercased() }
            .joined(separator: " ")
    }

    /// Between quotation marks the text is data: only every second part is SQL.
    private static func outsideQuotationMarks(of statement: String, _ change: (String) -> String) -> String {
        statement.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .map { index, part in index.isMultiple(of: 2) ? change(String(part)) : String(part) }
            .joined(separator: "'")
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
