/// Bytes that come in pieces, with the number of the line that is being read.
///
/// It must not know where they come from, nor what they say.
struct ImportText {
    private let more: () throws -> [UInt8]
    private var piece: [UInt8] = []
    private var position = 0

    /// The line of the next byte.
    private(set) var line = 1

    /// `more`: the next piece; nothing at the end.
    init(_ more: @escaping () throws -> [UInt8]) {
        self.more = more
    }

    /// The next byte, which stays; nil at the end.
    mutating func peek() throws -> UInt8? {
        if position == piece.count {
            piece = try more()
            position = 0
            if piece.isEmpty { return nil }
        }
        return piece[position]
    }

    mutating func next() throws -> UInt8? {
        guard let byte = try peek() else { return nil }
        position += 1
        if byte == UInt8(ascii: "\n") { line += 1 }
        return byte
    }

    /// Passes over a byte order mark and blank lines, and tells the first byte of what follows.
    mutating func passOverBlank(atStart: Bool = false) throws -> UInt8? {
        while let byte = try peek() {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): _ = try next()
            case 0xEF where atStart, 0xBB where atStart, 0xBF where atStart: _ = try next()
            default: return byte
            }
        }
        return nil
    }
}
