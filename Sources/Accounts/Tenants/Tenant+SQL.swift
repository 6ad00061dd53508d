package import Storage

extension Tenant {
    init(row: Row) throws {
        self.init(
            id: try row.get("id"),
            domain: try row.get("domain"),
            isActive: try row.get("is_active")
        )
    }

    package static func find(domain: String, in db: any Connection) throws -> Tenant? {
        // Not every engine has such text, and a tenant has none.
        guard !domain.utf8.contains(0) else { return nil }
        return try db.row("SELECT id, domain, is_active FROM tenant WHERE domain = \(domain)").map(Tenant.init(row:))
    }

    package static func find(id: Int64, in db: any Connection) throws -> Tenant? {
        try db.row("SELECT id, domain, is_active FROM tenant WHERE id = \(id)").map(Tenant.init(row:))
    }

    static func all(in db: any Connection) throws -> [Tenant] {
        try db.rows("SELECT id, domain, is_active FROM tenant ORDER BY domain").map(Tenant.init(row:))
    }

    /// Inserts a tenant and the roles that every one has.
    package static func add(domain: String, at now: Instant, in db: any Connection) throws -> Tenant {
        // Whoever adds another at the same time must see this one's number.
        try db.lock("tenant")
        let id: Int64
        if domain == superDomain {
            id = superID
        } else {
            let next = try db.row("SELECT COALESCE(MAX(id), 0) AS newest FROM tenant")
            id = max(0, try next?.get("newest") ?? 0) + 1
        }
        let tenant = Tenant(id: id, domain: domain, isActive: true)
        try db.execute(
            """
            INSERT INTO tenant (id, domain, is_active, created_at)
            VALUES (\(id), \(domain), \(true), \(now.microseconds))
            """
        )
        for (role, permissions) in Permission.roles {
            for permission in permissions {
                try db.execute(
                    """
                    INSERT INTO role_permission (tenant_id, role, permission)
                    VALUES (\(id), \(role), \(permission.path))
                    """
                )
            }
        }
        return tenant
    }
}
