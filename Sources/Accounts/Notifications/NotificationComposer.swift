package import Mail

/// Turns a notification into the message that leaves: picks the template, fills it, addresses it.
package struct NotificationComposer: Sendable {
    package struct Sender: Sendable {
        package var from: MailAddress
        package var replyTo: MailAddress?

        package init(from: MailAddress, replyTo: MailAddress?) {
            self.from = from
            self.replyTo = replyTo
        }
    }

    private let templates: NotificationTemplates
    private let sender: Sender

    package init(templates: NotificationTemplates, sender: Sender) {
        self.templates = templates
        self.sender = sender
    }

    /// Throws where the stored address cannot be put on an envelope.
    package func message(for notification: Notification, messageID: String, date: Instant) throws -> MailMessage {
        let locale = templates.locale(for: notification.locale)
        let rendered = templates[notification.template, locale].rendered(with: notification.values)
        let name = notification.recipientName.map { String($0.filter { !$0.isNewline }) }
        return MailMessage(
            from: sender.from,
            replyTo: sender.replyTo,
            to: try MailAddress(notification.address, name: name),
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            language: String(locale.map { $0 == "_" ? "-" : $0 }),
            messageID: messageID,
            date: date.microseconds
        )
    }
}
