package import Storage

/// The outbox of a tenant, as an operator sees it and mends it.
///
/// It shows no address and no content.
package struct MailQueue: Sendable {
    private let database: any Database
    private let outbox: Outbox
    private let audit: AuditTrail
    private let surroundings: Surroundings

    package init(database: any Database, outbox: Outbox, audit: AuditTrail, surroundings: Surroundings) {
        self.database = database
        self.outbox = outbox
        self.audit = audit
        self.surroundings = surroundings
    }

    package enum State: String, Sendable, CaseIterable {
        case queued
        case leased
        case sent
        case dead
    }

    package struct Page: Sendable {
        package var entries: [Outbox.Entry]
        /// The key after which the next page begins; nil where this is the last.
        package var next: String?
    }

    /// Mails in those states, newest first, before the key of the page that came before.
    package func page(
        of states: [State],
        at tenant: Tenant,
        before key: String? = nil,
        count: Int = 50
    ) async throws -> Page {
        let found = try await database.read { db in
            try states.flatMap {
                try Outbox.newest(count + 1, in: $0, tenantID: tenant.id, before: key, in: db)
            }
        }
        let sorted = found.sorted { $0.id > $1.id }
        let entries = Array(sorted.prefix(count))
        return Page(entries: entries, next: sorted.count > count ? entries.last?.id : nil)
    }

    /// Throws `Failure.noSuchThing` where the tenant has no such mail.
    package func entry(_ id: String, at tenant: Tenant) async throws -> Outbox.Entry {
        try await database.read { try Self.entry(id, at: tenant, in: $0) }
    }

    /// Makes a mail due that is dead or waits.
    ///
    /// Returns whether it did: what was sent, is being sent or has expired stays as it is.
    package func retry(_ id: String, at tenant: Tenant, by acting: Operator, client: Client) async throws -> Bool {
        try acting.demand(.consoleHelp, at: tenant)
        let now = surroundings.now()
        let isDone = try await change(id, .notificationRetried, at: tenant, by: acting, client) { [outbox] in
            try outbox.retry(id: id, at: now, in: $0)
        }
        if isDone { outbox.announce() }
        return isDone
    }

    /// Gives a mail up for good and wipes it.
    ///
    /// Returns whether it did.
    package func drop(_ id: String, at tenant: Tenant, by acting: Operator, client: Client) async throws -> Bool {
        try acting.demand(.consoleAdminister, at: tenant)
        let now = surroundings.now()
        return try await change(id, .notificationDropped, at: tenant, by: acting, client) { [outbox] in
            try outbox.drop(id: id, at: now, in: $0)
        }
    }

    private func change(
        _ id: String,
        _ action: AuditEvent.Action,
        at tenant: Tenant,
        by acting: Operator,
        _ client: Client,
        _ change: @escaping @Sendable (any Connection) throws -> Int
    ) async throws -> Bool {
        try await database.write { [audit] db in
            let entry = try Self.entry(id, at: tenant, in: db)
            guard try change(db) > 0 else { return false }
            try audit.record(
                action,
                .succeeded,
                tenantID: tenant.id,
                target: entry.template,
                initiator: acting.name,
                client: client,
                details: "request \(entry.requestID ?? "-"), mail \(id)",
                in: db
            )
            return true
        }
    }

    private static func entry(_ id: String, at tenant: Tenant, in db: any Connection) throws -> Outbox.Entry {
        guard let entry = try Outbox.entry(id, in: db), entry.tenantID == tenant.id else { throw Failure.noSuchThing }
        return entry
    }
}
