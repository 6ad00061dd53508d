/// Walks over the bytes of a TOML text: white space, comments, names and strings.
///
/// Knows where it stands; knows nothing of tables and values.
struct TextCursor {
    private let bytes: [UInt8]
    private(set) var index = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    var position: SourcePosition {
        // A code point has one byte that is not of the form 10xxxxxx (RFC 3629, section 3).
        let column = bytes[lineStart..<index].count { $0 & 0xC0 != 0x80 } + 1
        return SourcePosition(line: line, column: column)
    }

    mutating func advance() {
        guard let byte = current else { return }
        index += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            lineStart = index
        }
    }

    mutating func skipSpaces() {
        while current == UInt8(ascii: " ") || current == UInt8(ascii: "\t") { advance() }
    }

    /// Skips white space, line ends and comments; false at the end of the text.
    mutating func skipBlank() -> Bool {
        while let byte = current {
            switch byte {
            case UInt8(ascii: "#"): while let inside = current, inside != UInt8(ascii: "\n") { _ = inside; advance() }
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): advance()
            default: return true
            }
        }
        return false
    }

    /// The names of a dotted key, white space around the dots and after the last name skipped.
    mutating func names() -> [String] {
        var names: [String] = []
        while true {
            skipSpaces()
            if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
                names.append(string())
            } else {
                let start = index
                while let byte = current, SettingPath.isBareKeyByte(byte) { advance() }
                names.append(String(decoding: bytes[start..<index], as: UTF8.self))
            }
            skipSpaces()
            guard current == UInt8(ascii: ".") else { return names }
            advance()
        }
    }

    /// Skips a string of any of TOML's four forms and returns what a one-line one says.
    mutating func string() -> String {
        guard let quote = current else { return "" }
        let hasEscapes = quote == UInt8(ascii: "\"")
        let isLong = bytes[index...].starts(with: [quote, quote, quote])
        (0..<(isLong ? 3 : 1)).forEach { _ in advance() }
        var content: [UInt8] = []
        while let byte = current {
            if hasEscapes, byte == UInt8(ascii: "\\") {
                advance()
                content += escape()
            } else if byte == quote, !isLong {
                advance()
                break
            } else if byte == quote, bytes[index...].starts(with: [quote, quote, quote]) {
                // Up to two quotes may stand directly before the closing three.
                while current == quote { advance() }
                break
            } else {
                content.append(byte)
                advance()
            }
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// The character after a backslash (TOML 1.0, "String").
    private mutating func escape() -> [UInt8] {
        guard let byte = current else { return [] }
        advance()
        let digits =
            switch byte {
            case UInt8(ascii: "u"): 4
            case UInt8(ascii: "U"): 8
            default: 0
            }
        guard digits > 0 else {
            let simple: [Character: String] = ["b": "\u{8}", "t": "\t", "n": "\n", "f": "\u{C}", "r": "\r"]
            return simple[Character(UnicodeScalar(byte))].map { Array($0.utf8) } ?? [byte]
        }
        let hexadecimal = String(decoding: bytes[index...].prefix(digits), as: UTF8.self)
        (0..<digits).forEach { _ in advance() }
        let scalar = UInt32(hexadecimal, radix: 16).flatMap(UnicodeScalar.init) ?? "\u{FFFD}"
        return Array(String(Character(scalar)).utf8)
    }
}
