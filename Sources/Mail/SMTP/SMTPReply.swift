/// A server's reply (RFC 5321, 4.2): gathered line by line as it arrives, and read as text only when asked for,
/// because a message has four replies of which only the last is ever looked at.
struct SMTPReply {
    private(set) var code = 0
    /// Each line with its code and line end.
    private var lines: [UInt8] = []
    private(set) var isComplete = false

    /// In bytes; the rest of a longer one says nothing more to an operator.
    private static let textLimit = 500

    /// Takes one line, and leaves out what is none.
    mutating func take(_ line: UnsafeRawBufferPointer) {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return }
        code = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        isComplete = line.count < 4 || line[3] != UInt8(ascii: "-")
        if lines.count < Self.textLimit {
            lines.append(contentsOf: line.prefix(Self.textLimit))
            lines.append(0x0A)
        }
    }

    /// The reply in one line, its code once, free of control characters and of the `secrets`: a server may
    /// repeat what it was sent.
    func text(without secrets: [String]) -> String {
        let texts = lines.split(separator: 0x0A).map { line in
            HeaderText.cleaned(String(decoding: line.dropFirst(4), as: UTF8.self))
        }
        let code = String(decoding: lines.prefix(3), as: UTF8.self)
        var text = ([code] + texts).filter { !$0.isEmpty }.joined(separator: " ")
        for secret in secrets {
            text = text.replacing(secret, with: "***")
        }
        return String(decoding: text.utf8.prefix(Self.textLimit), as: UTF8.self)
    }
}
