/// Records of comma-separated values (RFC 4180), one at a time.
///
/// Stricter than spreadsheets are: a quotation mark inside a field that does not begin with one is refused, because
/// nobody can say what was meant. It must not know what the fields are.
struct CSVRecords {
    /// More than any field has that a user can have.
    private static let longestField = 1 << 16

    private var text: ImportText

    init(_ text: ImportText) {
        self.text = text
    }

    /// The next record and the line on which it begins; nil at the end.
    mutating func next() throws -> (line: Int, fields: [String])? {
        guard try text.passOverBlank() != nil else { return nil }
        let line = text.line
        var fields: [String] = []
        while true {
            let (field, isLast) = try nextField()
            guard let field = String(validating: field, as: UTF8.self) else {
                throw ImportFailure(line: line, "the text is not UTF-8")
            }
            fields.append(field)
            if isLast { return (line, fields) }
        }
    }

    private mutating func nextField() throws -> (bytes: [UInt8], isLast: Bool) {
        guard try text.peek() == UInt8(ascii: "\"") else { return try plainField() }
        let line = text.line
        _ = try text.next()
        var bytes: [UInt8] = []
        while let byte = try text.next() {
            if byte == UInt8(ascii: "\"") {
                guard try text.peek() == UInt8(ascii: "\"") else {
                    guard let isLast = try end() else {
                        throw ImportFailure(
                            line: text.line,
                            "something stands between a closing quotation mark and a comma"
                        )
                    }
                    return (bytes, isLast)
                }
                _ = try text.next()
            }
            bytes.append(byte)
            try check(bytes, line)
        }
        throw ImportFailure(line: line, "a quotation mark is not closed")
    }

    private mutating func plainField() throws -> (bytes: [UInt8], isLast: Bool) {
        let line = text.line
        var bytes: [UInt8] = []
        while true {
            if let isLast = try end() { return (bytes, isLast) }
            guard let byte = try text.next() else { return (bytes, true) }
            guard byte != UInt8(ascii: "\"") else {
                throw ImportFailure(line: line, "a quotation mark inside a field: quote the field, and double the mark")
            }
            bytes.append(byte)
            try check(bytes, line)
        }
    }

    /// Takes the comma or the end of the line that ends a field; nil where there is none.
    private mutating func end() throws -> Bool? {
        switch try text.peek() {
        case nil: return true
        case UInt8(ascii: ","):
            _ = try text.next()
            return false
        case UInt8(ascii: "\n"):
            _ = try text.next()
            return true
        case UInt8(ascii: "\r"):
            _ = try text.next()
            if try text.peek() == UInt8(ascii: "\n") { _ = try text.next() }
            return true
        default: return nil
        }
    }

    private func check(_ bytes: [UInt8], _ line: Int) throws {
        guard bytes.count <= Self.longestField else { throw ImportFailure(line: line, "a field is too long") }
    }
}
