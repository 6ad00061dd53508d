/// Reads users out of CSV with a header, or out of JSON lines, one at a time; which of the two the first character
/// says.
///
/// It must not know where the text comes from.
package struct ImportReader {
    private enum Source {
        case csv(CSVRecords, header: [String])
        case json(JSONLines)
        case nothing
    }

    private let stores: [String]
    private var source: Source

    /// Reads as far as it takes to know the form.
    ///
    /// `stores`: the user stores that there are. `more`: the next piece of the text; nothing at the end.
    package init(stores: [String], _ more: @escaping () throws -> [UInt8]) throws {
        self.stores = stores
        var text = ImportText(more)
        switch try text.passOverBlank(atStart: true) {
        case nil: source = .nothing
        case UInt8(ascii: "{"): source = .json(JSONLines(text))
        default:
            var records = CSVRecords(text)
            guard let (line, header) = try records.next() else {
                source = .nothing
                return
            }
            for (index, name) in header.enumerated() {
                try Self.check(name, line)
                guard !header[..<index].contains(name) else {
                    throw ImportFailure(line: line, "there are two columns \(name.debugDescription)")
                }
            }
            guard header.contains("username") else { throw ImportFailure(line: line, "there is no column username") }
            source = .csv(records, header: header)
        }
    }

    /// The next user; nil at the end.
    package mutating func next() throws -> ImportedUser? {
        switch source {
        case .nothing:
            return nil
        case .csv(var records, let header):
            let record = try records.next()
            source = .csv(records, header: header)
            return try record.map { try user(line: $0.line, fields: $0.fields, header: header) }
        case .json(var lines):
            let object = try lines.next()
            source = .json(lines)
            return try object.map { try user(line: $0.line, members: $0.members) }
        }
    }

    private func user(line: Int, fields: [String], header: [String]) throws -> ImportedUser {
        guard fields.count == header.count else {
            throw ImportFailure(line: line, "there are \(fields.count) fields, and \(header.count) in the header")
        }
        var values: [String: String] = [:]
        for (name, value) in zip(header, fields) where !value.isEmpty { values[name] = value }
        let roles = values.removeValue(forKey: "roles")?.split(separator: ";").map(Self.trimmed) ?? []
        return try ImportedUser(line: line, values, roles: roles, stores: stores)
    }

    private func user(line: Int, members: [String: JSONLines.Member]) throws -> ImportedUser {
        var values: [String: String] = [:]
        var roles: [String] = []
        for (name, member) in members {
            try Self.check(name, line)
            switch (member, name) {
            case (.none, _): break
            case (.text(let text), "roles"): roles = text.split(separator: ";").map(Self.trimmed)
            case (.list(let list), "roles"): roles = list
            case (.text(let text), _): if !text.isEmpty { values[name] = text }
            case (.list, _): throw ImportFailure(line: line, "\(name) is a list")
            }
        }
        return try ImportedUser(line: line, values, roles: roles, stores: stores)
    }

    private static func check(_ name: String, _ line: Int) throws {
        guard ImportedUser.isField(name) else {
            throw ImportFailure(
                line: line,
                "\(name.debugDescription) is not a field; there are \(ImportedUser.fields.joined(separator: ", ")), and "
                    + "the URIs of claims"
            )
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(String(start.reversed().drop { $0 == " " }).reversed())
    }
}
