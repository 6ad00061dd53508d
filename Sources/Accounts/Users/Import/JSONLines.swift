import FoundationEssentials

/// Objects of JSON, one a line.
///
/// It must not know what the members are.
struct JSONLines {
    /// More than any line has that describes a user.
    private static let longestLine = 1 << 18

    /// A member: a text, or a list of texts, or null.
    enum Member: Decodable {
        case text(String)
        case list([String])
        case none

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .none
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .list(try container.decode([String].self))
            }
        }
    }

    private var text: ImportText

    init(_ text: ImportText) {
        self.text = text
    }

    /// The next object and its line; nil at the end.
    mutating func next() throws -> (line: Int, members: [String: Member])? {
        guard try text.passOverBlank() != nil else { return nil }
        let line = text.line
        var bytes: [UInt8] = []
        while let byte = try text.next(), byte != UInt8(ascii: "\n") {
            bytes.append(byte)
            guard bytes.count <= Self.longestLine else { throw ImportFailure(line: line, "the line is too long") }
        }
        do {
            return (line, try JSONDecoder().decode([String: Member].self, from: Data(bytes)))
        } catch {
            throw ImportFailure(line: line, "this is not a JSON object of texts and lists of texts on one line")
        }
    }
}
