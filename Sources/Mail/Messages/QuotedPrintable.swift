/// The quoted-printable encoding of text (RFC 2045, 6.7), in runs of bytes: every mail passes through here.
enum QuotedPrintable {
    /// Of a line's 76 characters the last is kept for the `=` of a soft break.
    private static let lineLimit = 75

    /// Line ends of any kind become CRLF; all else comes back from decoding as it went in.
    static func append(_ text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { append($0, to: &output) }
    }

    private static func append(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + text.count + text.count / 8)
        var column = 0
        var index = 0
        while index < text.count {
            let run = literals(from: index, upTo: lineLimit - column, in: text)
            if !run.isEmpty, column > 0 || mayBegin(at: index, in: text) {
                output.append(contentsOf: UnsafeBufferPointer(rebasing: text[run]))
                column += run.count
                index = run.upperBound
                continue
            }
            let byte = text[index]
            if byte == carriageReturn || byte == lineFeed {
                output.append(carriageReturn)
                output.append(lineFeed)
                column = 0
                index += byte == carriageReturn && index + 1 < text.count && text[index + 1] == lineFeed ? 2 : 1
            } else if column + (mayStand(byte, at: index, in: text) ? 1 : 3) > lineLimit {
                output.append(equals)
                output.append(carriageReturn)
                output.append(lineFeed)
                column = 0
            } else {
                output.append(equals)
                output.append(HexadecimalDigits.digit(byte >> 4))
                output.append(HexadecimalDigits.digit(byte & 0x0F))
                column += 3
                index += 1
            }
        }
    }

    /// The bytes from `start` on, at most `limit`, that stand for themselves.
    private static func literals(
        from start: Int,
        upTo limit: Int,
        in text: UnsafeBufferPointer<UInt8>
    ) -> Range<Int> {
        var end = start
        let last = min(text.count, start + limit)
        while end < last, mayStand(text[end], at: end, in: text) { end += 1 }
        return start..<end
    }

    /// RFC 2045, 6.7, rules 2 and 3: printable ASCII but `=`, and white space that does not end a line.
    private static func mayStand(_ byte: UInt8, at index: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch byte {
        case equals:
            false
        case 0x21...0x7E:
            true
        case 0x20, 0x09:
            index + 1 < text.count && text[index + 1] != carriageReturn && text[index + 1] != lineFeed
        default:
            false
        }
    }

    /// RFC 2049, 3: a dot that begins a line is lost by servers that forget to unstuff it, and a `From ` is
    /// changed by those that keep mail in mbox files; encoded, both arrive.
    private static func mayBegin(at index: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch text[index] {
        case UInt8(ascii: "."): false
        case UInt8(ascii: "F"): !text[index...].starts(with: fromLine)
        default: true
        }
    }

    private static let fromLine = Array("From ".utf8)
    private static let carriageReturn: UInt8 = 0x0D
    private static let lineFeed: UInt8 = 0x0A
    private static let equals = UInt8(ascii: "=")
}
