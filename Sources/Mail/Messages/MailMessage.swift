/// A message from a program to one person: what it says, and what its header needs.
///
/// It knows neither the envelope it travels in nor how it is delivered.
package struct MailMessage: Sendable {
    package var from: MailAddress
    package var replyTo: MailAddress?
    package var to: MailAddress
    package var subject: String
    /// Complete in itself; also read by those who see the HTML.
    package var text: String
    package var html: String?
    /// BCP 47.
    package var language: String
    /// Without its angle brackets.
    ///
    /// The same message sent again keeps it, so that receivers can drop the double.
    package var messageID: String
    /// Microseconds since 1970, UTC.
    package var date: Int64

    package init(
        from: MailAddress,
        replyTo: MailAddress? = nil,
        to: MailAddress,
        subject: String,
        text: String,
        html: String? = nil,
        language: String,
        messageID: String,
        date: Int64
    ) {
        self.from = from
        self.replyTo = replyTo
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.language = language
        self.messageID = messageID
        self.date = date
    }
}

extension MailMessage: CustomStringConvertible, CustomDebugStringConvertible {
    /// Quiet: the text holds a code and the header an address.
    package var description: String { "(mail message)" }
    package var debugDescription: String { description }
}
