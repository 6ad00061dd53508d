/// What became of one message handed to a mail server, in the five ways that ask for different deeds.
package enum SMTPOutcome: Sendable, Equatable {
    /// The server answers for the message from here on (RFC 5321, 4.2.5).
    case accepted(reply: String)
    /// 4xx: the same message may be taken later. Also every refusal that is about our sign-in: a wrong password
    /// is the operator's to mend, and must not cost the mails that waited for it.
    case deferred(reply: String)
    /// 5xx: this message to this address will not be taken.
    case rejected(reply: String)
    /// No verdict from a server that was ready for mail: it had taken MAIL, then came no answer in time or the
    /// connection broke. That says something about this recipient and nothing about the next.
    case stalled(reason: String)
    /// There was no session: no connection, no trust, no greeting, or the server did not get as far as MAIL.
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
