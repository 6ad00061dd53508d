/// One message's way through a session: what libcurl's callbacks read from and write to.
///
/// It lives on the session's thread alone and knows nothing of libcurl's types.
final class SMTPExchange {
    private var message: [UInt8] = []
    private var position = 0
    private var replies: [SMTPReply] = []
    /// Whether the server has said 354: from then on it may have taken the message even if nobody heard so.
    private(set) var isDataInvited = false
    /// Whether the server has taken this message's MAIL (RFC 5321, 4.1.1.2).
    private(set) var isMailAccepted = false
    /// Whether the connection in use has had its answer to EHLO.
    private var isIntroduced = false
    /// Whether the connection in use has been signed in to (RFC 4954, 4: 235).
    private(set) var isSignedIn = false
    var transcript: SMTPTranscript?

    func begin(_ message: [UInt8]) {
        self.message = message
        position = 0
        replies = []
        isDataInvited = false
        isMailAccepted = false
    }

    /// A connection that is gone takes its sign-in with it.
    func connectionEnded() {
        isSignedIn = false
        isIntroduced = false
    }

    /// Lets go of the text, which holds a code, as soon as it is not needed.
    func end() {
        message = []
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, message.count - position)
        message.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
        }
        position += count
        return count
    }

    func take(line: UnsafeRawBufferPointer) {
        var reply = replies.popLast() ?? SMTPReply()
        if reply.isComplete {
            replies.append(reply)
            reply = SMTPReply()
        }
        reply.take(line)
        replies.append(reply)
        guard reply.isComplete else { return }
        switch reply.code {
        // A greeting, or STARTTLS: EHLO comes next (RFC 3207, 4.2).
        case 220: isIntroduced = false
        // The first is the answer to EHLO, the next the one to MAIL.
        case 250 where isIntroduced: isMailAccepted = true
        case 250: isIntroduced = true
        case 235: isSignedIn = true
        case 354: isDataInvited = true
        default: break
        }
    }

    /// The last reply with the code: not simply the last, which after a refusal is the one to QUIT.
    func reply(withCode code: Int) -> SMTPReply {
        replies.last { $0.code == code } ?? SMTPReply()
    }
}
