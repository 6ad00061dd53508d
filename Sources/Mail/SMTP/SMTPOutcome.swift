/// What became of one message handed to a mail server, in the four ways that ask for different deeds.
package enum SMTPOutcome: Sendable, Equatable {
    /// The server answers for the message from here on (RFC 5321, 4.2.5).
    case accepted(reply: String)
    /// 4xx: the same message may be taken later. Also every refusal that is about our sign-in: a wrong password
    /// is the operator's to mend, and must not cost the mails that waited for it.
    case deferred(reply: String)
    /// 5xx: this message to this address will not be taken.
    case rejected(reply: String)
    /// There was no verdict: no connection, no trust, no answer in time, or the connection broke.
    case unreachable(reason: String)
}

/// An outcome and how it came about, for an operator who tries the settings out.
package struct SMTPProbe: Sendable {
    package let outcome: SMTPOutcome
    /// One line each: `→` ours, `←` the server's, `·` what happened beside them.
    ///
    /// Credentials are masked.
    package let transcript: [String]
}
