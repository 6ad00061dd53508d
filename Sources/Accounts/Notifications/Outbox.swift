package import Cryptography
package import Storage

/// Notifications that are not yet delivered.
///
/// Written in the transaction of what they tell, so that neither is ever without the other; emptied by
/// the `Relay`.
///
/// A row's content is sealed, bound to its id, and wiped once the mail server took it.
package struct Outbox: Sendable {
    private let key: SecretKey
    private let surroundings: Surroundings
    /// The domain of our Message-IDs (RFC 5322, 3.6.4).
    private let messageDomain: String
    /// Told when there is work, so that the relay need not wait for its next look.
    package let bell: Bell

    package init(key: SecretKey, surroundings: Surroundings, messageDomain: String, bell: Bell) {
        self.key = key
        self.surroundings = surroundings
        self.messageDomain = messageDomain
        self.bell = bell
    }

    /// Queues `notification`; after `expires` it is not sent any more.
    package func add(
        _ notification: Notification,
        tenantID: Int64,
        requestID: String?,
        expires: Instant,
        in db: any Connection
    ) throws {
        let id = surroundings.uuid()
        let now = surroundings.now()
        let content = key.seal(notification.encoded, authenticating: Array(id.utf8))
        try db.execute(
            """
            INSERT INTO outbox (id, tenant_id, request_id, template, locale, channel, message_id, sealed_content,
                state, run_at, expires_at, attempts, created_at)
            VALUES (\(id), \(tenantID), \(requestID), \(notification.template.rawValue), \(notification.locale),
                'EMAIL', \("\(id)@\(messageDomain)"), \(content), 'queued', \(now.microseconds),
                \(expires.microseconds), 0, \(now.microseconds))
            """
        )
    }

    func open(_ content: [UInt8], of id: String) throws -> Notification {
        try Notification(encoded: key.open(content, authenticating: Array(id.utf8)))
    }
}
