package import Accounts
package import Storage

/// What happened at a tenant in a while, in numbers.
package struct Activity: Sendable {
    package var tenant: Tenant
    package var asked = 0
    package var sent = 0
    package var reset = 0
    package var dead = 0
    /// Limits that were reached; each counts once a window, however often it refused.
    package var limited = 0
}

/// Counts for the first page of the console.
package struct Activities: Sendable {
    private let database: any Database
    private let surroundings: Surroundings

    package init(database: any Database, surroundings: Surroundings) {
        self.database = database
        self.surroundings = surroundings
    }

    /// What happened at `tenant` in the last `span`.
    package func activity(at tenant: Tenant, last span: Span) async throws -> Activity {
        let since = surroundings.now() - span
        return try await database.read { db in
            try Activity.all(since: since, tenantID: tenant.id, in: db).first ?? Activity(tenant: tenant)
        }
    }

    /// What happened at every tenant where something did, busiest first; a hundred at most.
    package func busiest(last span: Span) async throws -> [Activity] {
        let since = surroundings.now() - span
        return try await database.read { try Activity.all(since: since, tenantID: nil, in: $0) }
    }
}
