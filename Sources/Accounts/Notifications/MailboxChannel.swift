package import Mail
package import Storage

/// Delivers into a mailbox of our own that a page shows: mail as it would have been sent, for trying
/// the server out.
///
/// It knows codes in clear, so it exists in demo mode alone.
package struct MailboxChannel: NotificationChannel {
    private let mailbox: Mailbox

    package init(mailbox: Mailbox) {
        self.mailbox = mailbox
    }

    package func close() async {}

    package func deliver(_ message: MailMessage) async -> DeliveryOutcome {
        do {
            try await mailbox.keep(message)
            return .delivered(reply: "250 kept in the built-in mailbox")
        } catch {
            return .unreachable(reason: "The mailbox could not be written: \(error)")
        }
    }
}

/// The messages that the built-in mailbox holds, newest first, the last 200.
package struct Mailbox: Sendable {
    package struct Message: Sendable {
        package var id: String
        package var received: Instant
        package var sender: String
        package var recipient: String
        package var subject: String
        package var text: String
        package var html: String?
        /// The message as it would go over the wire (RFC 5322).
        package var source: [UInt8]
    }

    private let database: any Database
    private let surroundings: Surroundings

    package init(database: any Database, surroundings: Surroundings) {
        self.database = database
        self.surroundings = surroundings
    }

    func keep(_ message: MailMessage) async throws {
        let source = try message.encoded()
        let now = surroundings.now()
        let id = surroundings.uuid()
        try await database.write { db in
            try db.execute(
                """
                INSERT INTO mailbox_message (id, received_at, sender, recipient, subject, text_part, html_part, source)
                VALUES (\(id), \(now.microseconds), \(message.from.address), \(message.to.address),
                    \(message.subject), \(message.text), \(message.html), \(source))
                """
            )
            try db.execute(
                """
                DELETE FROM mailbox_message WHERE id NOT IN
                    (SELECT id FROM mailbox_message ORDER BY received_at DESC LIMIT 200)
                """
            )
        }
    }

    package func messages() async throws -> [Message] {
        try await database.read { db in
            try db.rows("SELECT * FROM mailbox_message ORDER BY received_at DESC, id").map(Message.init(row:))
        }
    }

    package func message(_ id: String) async throws -> Message? {
        try await database.read { db in
            try db.row("SELECT * FROM mailbox_message WHERE id = \(id)").map(Message.init(row:))
        }
    }
}

extension Mailbox.Message {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.get("id"),
            received: Instant(microseconds: try row.get("received_at")),
            sender: try row.get("sender"),
            recipient: try row.get("recipient"),
            subject: try row.get("subject"),
            text: try row.get("text_part"),
            html: try row.get("html_part"),
            source: try row.get("source")
        )
    }
}
