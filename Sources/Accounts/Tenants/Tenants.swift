package import Storage

/// Finds and makes tenants.
///
/// Remembers an answer for a few seconds, because every request asks.
package struct Tenants: Sendable {
    private let database: any Database
    private let audit: AuditTrail
    private let surroundings: Surroundings
    private let known = ExpiringCache<String, Tenant>(capacity: 10_000, lifetime: .seconds(5))

    package init(database: any Database, audit: AuditTrail, surroundings: Surroundings) {
        self.database = database
        self.audit = audit
        self.surroundings = surroundings
    }

    /// The tenant of that domain; nil where there is none or it is not active.
    package func active(domain: String) async throws -> Tenant? {
        let domain = domain.lowercased()
        let now = surroundings.now()
        if let tenant = known.value(for: domain, at: now) { return tenant }
        guard let tenant = try await database.read({ try Tenant.find(domain: domain, in: $0) }), tenant.isActive
        else { return nil }
        known.remember(tenant, for: domain, at: now)
        return tenant
    }

    /// Forgets what is remembered: another node has changed something.
    package func forgetAll() {
        known.forget { _ in true }
    }

    package func all() async throws -> [Tenant] {
        try await database.read { try Tenant.all(in: $0) }
    }

    /// Makes a tenant, with its `admin` role.
    ///
    /// A domain that exists is a unique `StorageFailure`.
    package func add(domain: String, by initiator: String) async throws -> Tenant {
        let now = surroundings.now()
        let tenant = try await database.write { [audit] db in
            let tenant = try Tenant.add(domain: domain, at: now, in: db)
            try audit.record(
                .tenantAdded,
                .succeeded,
                tenantID: tenant.id,
                target: domain,
                initiator: initiator,
                in: db
            )
            return tenant
        }
        database.signal(.tenants)
        return tenant
    }
}
