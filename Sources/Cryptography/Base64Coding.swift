/// The base 64 encodings of RFC 4648, which differ by two characters and by padding.
///
/// Decoding is strict: one text for one sequence of bytes. Other characters, white space, missing
/// or superfluous padding and set bits behind the last byte (RFC 4648, 3.5) are refused.
struct Base64Coding: Sendable {
    let alphabet: [UInt8]
    private let values: [UInt8]

    init(last two: StaticString) {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + "\(two)"
        alphabet = Array(letters.utf8)
        var values = [UInt8](repeating: .max, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        self.values = values
    }

    func encode(_ bytes: [UInt8], padded: Bool) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var waiting: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            waiting += 8
            while waiting >= 6 {
                waiting -= 6
                text.append(alphabet[Int(bits >> waiting & 63)])
            }
        }
        if waiting > 0 { text.append(alphabet[Int(bits << (6 - waiting) & 63)]) }
        if padded { while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) } }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: String, padded: Bool) -> [UInt8]? {
        var letters = Array(text.utf8)
        if padded {
            guard letters.count % 4 == 0 else { return nil }
            for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
        }
        guard letters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count * 3 / 4)
        var bits: UInt32 = 0
        var waiting: UInt32 = 0
        for letter in letters {
            let value = values[Int(letter)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            waiting += 6
            if waiting >= 8 {
                waiting -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> waiting))
            }
        }
        guard bits & (1 << waiting - 1) == 0 else { return nil }
        return bytes
    }
}
