package import Storage

/// What has to exist before the server can serve: the super tenant and, once, an administrator.
package struct Installation: Sendable {
    private let database: any Database
    private let passwords: Passwords
    private let audit: AuditTrail
    private let surroundings: Surroundings

    package init(database: any Database, passwords: Passwords, audit: AuditTrail, surroundings: Surroundings) {
        self.database = database
        self.passwords = passwords
        self.audit = audit
        self.surroundings = surroundings
    }

    /// Makes the super tenant where it is missing.
    ///
    /// Returns it.
    package func prepareSuperTenant() async throws -> Tenant {
        let now = surroundings.now()
        return try await database.write { db in
            if let tenant = try Tenant.find(domain: Tenant.superDomain, in: db) { return tenant }
            // Another node may be about to make it.
            try db.lock("tenant")
            return try Tenant.find(domain: Tenant.superDomain, in: db)
                ?? Tenant.add(domain: Tenant.superDomain, at: now, in: db)
        }
    }

    /// Makes a user where there is none of that name, without asking the password policy: the administrator
    /// of the settings, and the accounts of demo mode.
    ///
    /// Returns whether it did.
    package func prepare(_ new: Users.New, in tenant: Tenant) async throws -> Bool {
        let exists = try await database.read { db in
            try !User.named(new.username, store: new.store, tenantID: tenant.id, in: db).isEmpty
        }
        guard !exists else { return false }
        var hash: PasswordHash?
        if let password = new.password { hash = try await passwords.hash(password) }
        let user = User(
            id: surroundings.uuid(),
            tenantID: tenant.id,
            store: new.store,
            username: new.username,
            account: .unlocked,
            passwordHash: hash?.text,
            credentialVersion: 1
        )
        let now = surroundings.now()
        return try await database.write { [audit] db in
            // Another node may have been quicker, or be about to.
            try db.lock("installation")
            guard try User.named(new.username, store: new.store, tenantID: tenant.id, in: db).isEmpty else {
                return false
            }
            try user.insert(claims: new.claims, roles: new.roles, at: now, in: db)
            try audit.record(.userAdded, .succeeded, of: user, initiator: AuditTrail.system, in: db)
            return true
        }
    }

    /// Whether the tenant has somebody who may do everything in it.
    package func hasAdministrator(_ tenant: Tenant) async throws -> Bool {
        try await database.read { db in
            try db.row(
                """
                SELECT user_account.id FROM user_account JOIN user_role ON user_role.user_id = user_account.id
                WHERE user_account.tenant_id = \(tenant.id) AND user_role.role = \(Permission.adminRole) LIMIT 1
                """
            ) != nil
        }
    }
}
