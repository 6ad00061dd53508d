package import Storage

/// The audit trail of a tenant, to be read.
package struct AuditLog: Sendable {
    private let database: any Database
    private let audit: AuditTrail

    package init(database: any Database, audit: AuditTrail) {
        self.database = database
        self.audit = audit
    }

    /// Which events are meant; nil leaves it open.
    package struct Filter: Sendable {
        package var action: AuditEvent.Action?
        /// `STORE/name`, or a name alone, of a user that may be gone.
        package var user: String?
        package var from: Instant?
        /// The first moment that is not meant any more.
        package var until: Instant?

        package init(
            action: AuditEvent.Action? = nil,
            user: String? = nil,
            from: Instant? = nil,
            until: Instant? = nil
        ) {
            self.action = action
            self.user = user
            self.from = from
            self.until = until
        }
    }

    /// Where a page ends: a moment, and an id, because two events may be of one.
    package struct Key: Sendable, Equatable {
        package var at: Instant
        package var id: String

        package init(at: Instant, id: String) {
            self.at = at
            self.id = id
        }
    }

    package struct Page: Sendable {
        package var events: [AuditEvent]
        package var next: Key?
    }

    /// Events newest first.
    ///
    /// What is of no tenant, such as limits that were cleared, the super tenant sees.
    /// Throws `Failure.forbidden`.
    package func page(
        at tenant: Tenant,
        matching filter: Filter,
        before key: Key? = nil,
        count: Int = 50,
        by acting: Operator
    ) async throws -> Page {
        try acting.demand(.consoleAudit, at: tenant)
        let found = try await database.read { db in
            let users = try filter.user.map { try Self.users($0, at: tenant, in: db) }
            return try (tenant.isSuper ? [tenant.id, nil] : [tenant.id]).flatMap { id in
                try AuditEvent.page(
                    tenantID: id,
                    matching: filter,
                    users: users,
                    before: key,
                    count: count + 1,
                    in: db
                )
            }
        }
        let sorted = found.sorted { ($0.at, $0.id) > ($1.at, $1.id) }
        let events = Array(sorted.prefix(count))
        guard sorted.count > count, let last = events.last else { return Page(events: events) }
        return Page(events: events, next: Key(at: last.at, id: last.id))
    }

    /// Keeps that somebody takes the trail away, and which part of it.
    ///
    /// Throws `Failure.forbidden`.
    package func recordExport(
        at tenant: Tenant,
        matching filter: Filter,
        by acting: Operator,
        client: Client
    ) async throws {
        try acting.demand(.consoleAudit, at: tenant)
        let parts = [
            filter.action.map { "action \($0.rawValue)" }, filter.user.map { _ in "one user" },
            filter.from.map { "from \($0.iso8601)" }, filter.until.map { "until \($0.iso8601)" },
        ]
        let details = parts.compactMap(\.self).joined(separator: ", ")
        try await database.write { [audit] db in
            try audit.record(
                .auditExported,
                .succeeded,
                tenantID: tenant.id,
                initiator: acting.name,
                client: client,
                details: details.isEmpty ? "everything" : details,
                in: db
            )
        }
    }

    private static func users(_ typed: String, at tenant: Tenant, in db: any Connection) throws -> [User] {
        guard let name = SignInName(typed, tenant: tenant) else { return [] }
        return try User.named(name.username, store: name.store, tenantID: tenant.id, in: db)
    }
}
