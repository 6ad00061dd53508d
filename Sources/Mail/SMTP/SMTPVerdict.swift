import CCurl

/// Reads a verdict on the message out of how a transfer ended and what the server said last.
///
/// The difference that matters: a refusal of the *message* (after MAIL, RCPT, DATA or its end) against a refusal
/// of *us* (greeting, EHLO, STARTTLS, AUTH), which says nothing about the message however permanent it sounds.
struct SMTPVerdict {
    let result: CURLcode
    let reply: SMTPReply
    let isDataInvited: Bool
    /// Whether the server was ready for mail: what goes wrong from there on is about this one.
    let isMailAccepted: Bool
    /// Signed in, or nothing to sign in with.
    let isSignedIn: Bool

    /// RFC 4954, 6: authentication required, too weak, invalid, or wanting encryption.
    private static let signInCodes = [530, 534, 535, 538]

    /// Whether the reply is the server's verdict on the message.
    private var isAboutMessage: Bool {
        switch result {
        case CURLE_OK: true
        // How libcurl reports a refused MAIL, RCPT or DATA; with no refusal heard the connection broke.
        case CURLE_SEND_ERROR: reply.code >= 400
        // An end of data answered by anything but 250; without 354 it was the greeting.
        case CURLE_WEIRD_SERVER_REPLY: isDataInvited && reply.code != 354
        default: false
        }
    }

    func outcome(hiding secrets: [String], failure: SMTPFailure) -> SMTPOutcome {
        if result == CURLE_LOGIN_DENIED {
            return .deferred(reply: reply.code >= 400 ? reply.text(without: secrets) : failure.reason(for: self))
        }
        guard isAboutMessage else {
            let reason = failure.reason(for: self)
            return isMailAccepted ? .stalled(reason: reason) : .unreachable(reason: reason)
        }
        let text = reply.text(without: secrets)
        return switch reply.code {
        case 200..<300: .accepted(reply: text)
        // 554 "relay access denied" is what a server says to a client that was to sign in and could not.
        case 500..<600 where isSignedIn && !Self.signInCodes.contains(reply.code): .rejected(reply: text)
        default: .deferred(reply: text)
        }
    }

    /// Whether a connection that had been kept turned out to be closed before the message was handed over:
    /// nothing was taken, and on a new connection it would have been.
    var isStaleConnection: Bool {
        guard !isDataInvited else { return false }
        return switch result {
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING: reply.code < 400 || reply.code == 421
        default: false
        }
    }
}
