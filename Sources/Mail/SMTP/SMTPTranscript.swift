/// Writes down a session for an operator's eyes: commands, replies, what TLS agreed on; neither credentials nor
/// the message.
struct SMTPTranscript {
    private(set) var lines: [String] = []
    private let secrets: [String]
    /// Between our AUTH and the server's verdict everything we say is a credential (RFC 4954, 4).
    private var isSigningIn = false
    private var messageSize = 0

    init(hiding secrets: [String]) {
        self.secrets = secrets
    }

    mutating func sent(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            if line.uppercased().hasPrefix("AUTH ") {
                let mechanism = line.split(separator: " ", maxSplits: 2).prefix(2)
                let hasResponse = line.split(separator: " ").count > 2
                add("→", mechanism.joined(separator: " ") + (hasResponse ? " ***" : ""))
                isSigningIn = true
            } else {
                add("→", isSigningIn ? "***" : String(line))
            }
        }
    }

    mutating func sentMessage(bytes: Int) {
        messageSize += bytes
    }

    mutating func received(_ text: String) {
        if messageSize > 0 {
            add("→", "(the message, \(messageSize) bytes)")
            messageSize = 0
        }
        for line in text.split(whereSeparator: \.isNewline) {
            if isSigningIn && !line.hasPrefix("334") {
                isSigningIn = false
            }
            // A challenge is no secret of ours, but some servers repeat the name in it.
            add("←", isSigningIn ? "334 ***" : String(line))
        }
    }

    /// Of what libcurl tells about itself, what helps to find a wrong setting.
    mutating func happened(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingPrefix(" ")
            if Self.tellingBeginnings.contains(where: line.hasPrefix) {
                add("·", String(line))
            }
        }
    }

    private mutating func add(_ mark: String, _ text: String) {
        var text = HeaderText.cleaned(text)
        for secret in secrets {
            text = text.replacing(secret, with: "***")
        }
        lines.append("\(mark) \(text)")
    }

    private static let tellingBeginnings = [
        "Trying ", "Connected to ", "connect to ", "Could not resolve", "SSL connection using", "subject:", "issuer:",
        "expire date:", "SSL certificate",
    ]
}
