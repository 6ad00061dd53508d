/// Text as it may stand in a header field: cleaned, quoted or encoded, and folded.
///
/// It knows no field's meaning.
enum HeaderText {
    /// RFC 2047, 2: a line with an encoded-word has at most 76 characters.
    private static let lineLimit = 76
    /// An encoded-word may have 75, but one of 64 still fits beside the longest field name in use, so that no
    /// field starts with an empty line.
    private static let wordLimit = 64

    /// The text on one line: control characters and line ends become spaces, runs of spaces one, and the
    /// characters that turn the reading direction go, since with them a name can pose as something else.
    static func cleaned(_ text: String, limit: Int = .max) -> String {
        var kept = String.UnicodeScalarView()
        var count = 0
        var isSpacePending = false
        for scalar in text.unicodeScalars where count < limit {
            switch scalar.value {
            case 0x202A...0x202E, 0x2066...0x2069:
                continue
            case 0...0x20, 0x7F...0x9F, 0x2028, 0x2029:
                isSpacePending = count > 0
            default:
                if isSpacePending {
                    kept.append(" ")
                    count += 1
                    isSpacePending = false
                }
                kept.append(scalar)
                count += 1
            }
        }
        return String(kept)
    }

    /// The words of an unstructured field such as Subject (RFC 5322, 3.6.5).
    static func unstructured(_ text: String) -> [String] {
        let words = text.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
        let isPlain = isPrintable(text) && words.allSatisfy { $0.utf8.count <= wordLimit }
        return isPlain ? words : encodedWords(text)
    }

    /// The words of a display name (RFC 5322, 3.2.5: `phrase`).
    static func phrase(_ text: String) -> [String] {
        guard isPrintable(text) else { return encodedWords(text) }
        let isAtoms = text.utf8.allSatisfy { isWordSafe($0) || $0 == UInt8(ascii: " ") }
        let words = text.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
        if isAtoms && words.allSatisfy({ $0.utf8.count <= wordLimit }) {
            return words
        }
        let quoted = "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        return quoted.utf8.count <= wordLimit ? [quoted] : encodedWords(text)
    }

    /// Appends `name: words`, folded between words (RFC 5322, 2.2.3).
    static func append(_ name: String, _ words: [String], to output: inout [UInt8]) {
        output += name.utf8
        output.append(UInt8(ascii: ":"))
        var column = name.utf8.count + 1
        for (index, word) in words.enumerated() {
            if index > 0 && column + 1 + word.utf8.count > lineLimit {
                output += [0x0D, 0x0A]
                column = 0
            }
            output.append(UInt8(ascii: " "))
            output += word.utf8
            column += 1 + word.utf8.count
        }
        output += [0x0D, 0x0A]
    }

    /// ASCII that no reader takes for an encoded-word.
    private static func isPrintable(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
            && !zip(text.utf8, text.utf8.dropFirst()).contains { $0 == UInt8(ascii: "=") && $1 == UInt8(ascii: "?") }
    }

    /// RFC 2047, 4.2: the Q encoding.
    ///
    /// A character is never divided between two words (5, rule 3).
    private static func encodedWords(_ text: String) -> [String] {
        let opening = "=?UTF-8?Q?"
        let closing = "?="
        var words: [String] = []
        var word = opening
        for scalar in text.unicodeScalars {
            var encoded = ""
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                switch byte {
                case UInt8(ascii: " "):
                    encoded += "_"
                case _ where isWordSafe(byte):
                    encoded.unicodeScalars.append(Unicode.Scalar(byte))
                default:
                    encoded += "=" + String(decoding: HexadecimalDigits.pair(for: byte), as: UTF8.self)
                }
            }
            if word.utf8.count + encoded.utf8.count + closing.utf8.count > wordLimit {
                words.append(word + closing)
                word = opening
            }
            word += encoded
        }
        return words + [word + closing]
    }

    /// RFC 2047, 5, rule 3: what an encoded-word may hold unencoded wherever it stands.
    private static func isWordSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "/"):
            true
        default:
            false
        }
    }
}
