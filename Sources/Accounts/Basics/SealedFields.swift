/// Texts and tables as bytes, for what is sealed and waits: a request, a notification.
///
/// Each is written as its length (4 bytes, little-endian) and its UTF-8, nil as the length `.max`. Whoever seals
/// knows the order in which to read it back; nothing in the bytes is a name, and nothing has to be searched for, which
/// is why it is not JSON: this runs for every request, before the answer.
package struct SealedFields: Sendable {
    package private(set) var bytes: [UInt8]
    private var position = 0

    package init() {
        bytes = []
        bytes.reserveCapacity(256)
    }

    /// For reading.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package mutating func append(_ text: String?) {
        guard let text else { return append(length: .max) }
        append(length: UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func append(_ table: [String: String]) {
        append(length: UInt32(table.count))
        for (key, value) in table {
            append(key)
            append(value)
        }
    }

    private mutating func append(length: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }

    /// The bytes are not what was written, or of another release.
    package struct Damaged: Error {
        package init() {}
    }

    package mutating func optionalText() throws -> String? {
        let length = try length()
        guard length != .max else { return nil }
        guard length <= bytes.count - position else { throw Damaged() }
        defer { position += Int(length) }
        return String(decoding: bytes[position..<position + Int(length)], as: UTF8.self)
    }

    package mutating func text() throws -> String {
        guard let text = try optionalText() else { throw Damaged() }
        return text
    }

    package mutating func table() throws -> [String: String] {
        let count = Int(try length())
        // Each entry has two lengths at least.
        guard count <= (bytes.count - position) / 8 else { throw Damaged() }
        var table: [String: String] = [:]
        table.reserveCapacity(count)
        for _ in 0..<count {
            let key = try text()
            table[key] = try text()
        }
        return table
    }

    private mutating func length() throws -> UInt32 {
        guard bytes.count - position >= 4 else { throw Damaged() }
        defer { position += 4 }
        return (0..<4).reduce(0) { $0 | UInt32(bytes[position + $1]) << (8 * UInt32($1)) }
    }
}
