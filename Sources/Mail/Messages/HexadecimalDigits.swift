/// The upper-case digits that RFC 2045, 6.7 and RFC 2047, 4.2 write bytes with.
enum HexadecimalDigits {
    static func pair(for byte: UInt8) -> [UInt8] {
        [digit(byte >> 4), digit(byte & 0x0F)]
    }

    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
