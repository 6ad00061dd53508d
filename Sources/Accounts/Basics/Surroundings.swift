import Cryptography

/// What the outside world gives and a test wants to own: the time and chance.
package struct Surroundings: Sendable {
    package var now: @Sendable () -> Instant
    /// For secrets.
    package var randomBytes: @Sendable (_ count: Int) -> [UInt8]

    package init(
        now: @escaping @Sendable () -> Instant,
        randomBytes: @escaping @Sendable (Int) -> [UInt8] = { SecureRandom.bytes($0) }
    ) {
        self.now = now
        self.randomBytes = randomBytes
    }

    /// The machine's clock and the operating system's generator.
    package static let machine = Surroundings(now: { .current })

    /// A new id: a UUID, version 7 (RFC 9562, 5.7), lower case.
    ///
    /// It begins with the time, so that rows made one after the other lie beside each other in an index and a
    /// commit writes few pages. 74 bits of it are random: it is unique, and no secret.
    package func uuid() -> String {
        var bytes = SecureRandom.publicBytes(16)
        let milliseconds = UInt64(max(0, now().microseconds)) / 1_000
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64(index))) }
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        return unsafe String(unsafeUninitializedCapacity: 36) { text in
            var position = 0
            for (index, byte) in bytes.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    unsafe text[position] = UInt8(ascii: "-")
                    position += 1
                }
                unsafe text[position] = Self.digit(byte >> 4)
                unsafe text[position + 1] = Self.digit(byte & 15)
                position += 2
            }
            return position
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

extension Instant {
    /// What the ids of rows that were made from this instant on are not less than.
    ///
    /// So the rows of a time are found by the index that their ids have anyway.
    package var firstID: String {
        let digits = String(max(0, microseconds) / 1_000, radix: 16)
        let padded = String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
        return padded.prefix(8) + "-" + padded.dropFirst(8)
    }
}
