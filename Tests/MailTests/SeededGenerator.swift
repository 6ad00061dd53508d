/// Random numbers that a failing test can be run again with (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// What breaks encoders, among ordinary words.
    private static let pieces = [
        "word", " ", "  ", "\t", "\n", "\r\n", "\r", ".", "\n.", "\n.\r\n", "=", "=?", "?=", "=?UTF-8?Q?x?=", "From ",
        "\nFrom ", "é", "ß", "漢字", "😀", "👩‍👩‍👧", "e\u{301}", "\u{202E}", "\0", "\u{7F}", "\u{2028}", "\"", "\\", ",",
        "<", ">", "@", ":", ";", "Bcc: eve@evil.example",
        "https://localhost:9443/r/Zm9vYmFyLWJhel8xMjM0NTY3ODkw?a=b&c=d",
        "--=_", "{{7*7}}", String(repeating: "x", count: 200),
    ]

    mutating func text(length: Int) -> String {
        var text = ""
        while text.utf8.count < length {
            text += Self.pieces.randomElement(using: &self) ?? ""
        }
        return text
    }
}
