import Accounts
import Hummingbird

/// The fields of a posted form (`application/x-www-form-urlencoded`, URL standard 5.1), or of a query.
///
/// A field that is sent twice is refused: which of the two is meant is a guess.
struct FormBody: Sendable {
    private var fields: [String: String] = [:]

    /// Throws `Failure.malformedBody` or `.bodyTooLarge`.
    init(_ request: Request) async throws {
        let buffer = try await request.body.collect(upTo: RequestBody.limit)
        try self.init(encoded: buffer.readableBytesView)
    }

    init(query request: Request) throws {
        try self.init(encoded: (request.uri.query ?? "").utf8)
    }

    private init(encoded: some Collection<UInt8>) throws {
        for pair in encoded.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = parts.count > 1 ? Self.decode(parts[1]) : "",
                fields.updateValue(value, forKey: name) == nil
            else { throw Failure.malformedBody }
        }
    }

    subscript(name: String) -> String? { fields[name] }

    /// The field's text; nil where it is missing or blank.
    func text(_ name: String) -> String? {
        fields[name].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }

    private static func decode(_ bytes: some Sequence<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"):
                decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = iterator.next(), let low = iterator.next(),
                    let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
                else { return nil }
                decoded.append(value)
            default:
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
