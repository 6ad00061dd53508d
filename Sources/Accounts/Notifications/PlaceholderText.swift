/// A text with `{{placeholders}}`, parsed once and filled often.
///
/// The grammar is WSO2's: `{{key}}`, and `{{url:key}}` for the value percent-encoded. A
/// placeholder without a value becomes empty, so that no mail shows braces to a person.
struct PlaceholderText: Sendable {
    private enum Piece: Sendable {
        case literal(String)
        case value(key: String, urlEncoded: Bool)
    }

    enum Escaping: Sendable {
        case none
        case html
    }

    private let pieces: [Piece]
    private let escaping: Escaping

    struct Malformed: Error {
        var reason: String
    }

    init(_ text: String, escaping: Escaping) throws(Malformed) {
        self.escaping = escaping
        var pieces: [Piece] = []
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{") {
            pieces.append(.literal(String(rest[..<opening.lowerBound])))
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: "}}") else {
                throw Malformed(reason: "a placeholder is not closed: {{\(rest.prefix(40))")
            }
            var key = rest[..<closing.lowerBound]
            rest = rest[closing.upperBound...]
            let urlEncoded = key.hasPrefix("url:")
            if urlEncoded { key = key.dropFirst(4) }
            guard !key.isEmpty, key.utf8.allSatisfy(Self.isKeyByte) else {
                throw Malformed(reason: "{{\(key)}} is no placeholder")
            }
            pieces.append(.value(key: String(key), urlEncoded: urlEncoded))
        }
        pieces.append(.literal(String(rest)))
        self.pieces = pieces
    }

    var placeholders: Set<String> {
        Set(
            pieces.compactMap { piece in
                if case .value(let key, _) = piece { key } else { nil }
            }
        )
    }

    func filled(with values: [String: String]) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal):
                text += literal
            case .value(let key, let urlEncoded):
                let value = values[key] ?? ""
                let encoded = urlEncoded ? value.urlEncoded : value
                text += escaping == .html ? encoded.htmlEscaped : encoded
            }
        }
        return text
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension String {
    /// Safe as HTML text and in a quoted attribute.
    var htmlEscaped: String {
        // By bytes: these five are ASCII, which stands for nothing else in UTF-8.
        guard utf8.contains(where: { Self.htmlReference(for: $0) != nil }) else { return self }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(utf8.count + 16)
        for byte in utf8 {
            if let reference = Self.htmlReference(for: byte) {
                escaped += reference.utf8
            } else {
                escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func htmlReference(for byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }

    /// Percent-encoded but for the unreserved characters of RFC 3986, 2.3.
    package var urlEncoded: String {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
