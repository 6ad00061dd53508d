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
    private let laneKey: SecretKey
    private let surroundings: Surroundings
    /// The domain of our Message-IDs (RFC 5322, 3.6.4).
    private let messageDomain: String
    /// Wakes the relay of this process.
    let bell: Bell
    /// Where to tell of work when the relay is another process's; nil where it is this one's.
    ///
    /// A signal is a transaction at the server, and costs it something. Where this process delivers by itself nobody
    /// else need hurry: the others look every half second, for the case that it dies.
    private let elsewhere: (any Database)?

    package init(
        key: SecretKey,
        surroundings: Surroundings,
        messageDomain: String,
        bell: Bell,
        elsewhere: (any Database)? = nil
    ) {
        self.key = key
        laneKey = key.derived(for: "lanes")
        self.surroundings = surroundings
        self.messageDomain = messageDomain
        self.bell = bell
        self.elsewhere = elsewhere
    }

    /// Says that there may be work, so that the relay need not wait for its next look.
    ///
    /// To be called after the bracket that wrote it.
    package func announce() {
        bell.ring()
        elsewhere?.signal(.outbox)
    }

    /// Wakes the relay of this process: another says that there is work.
    package func heard() {
        bell.ring()
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
        let lane = MailLane(tenantID: tenantID, address: notification.address, key: laneKey)
        let content = key.seal(notification.encoded, authenticating: Array(id.utf8))
        try db.execute(
            """
            INSERT INTO outbox (id, tenant_id, request_id, template, locale, channel, message_id, sealed_content,
                state, run_at, expires_at, attempts, created_at, lane)
            VALUES (\(id), \(tenantID), \(requestID), \(notification.template.rawValue), \(notification.locale),
                'EMAIL', \("\(id)@\(messageDomain)"), \(content), 'queued', \(now.microseconds),
                \(expires.microseconds), 0, \(now.microseconds), \(lane.number))
            """
        )
    }

    func open(_ content: [UInt8], of id: String) throws -> Notification {
        try Notification(encoded: key.open(content, authenticating: Array(id.utf8)))
    }
}
