import Storage

extension User {
    static func page(
        tenantID: Int64,
        prefix: String,
        after key: Users.Key?,
        count: Int,
        in db: any Connection
    ) throws -> [User] {
        let prefix = self.key(of: prefix)
        // Not every engine has such text, and no user has it.
        guard !prefix.utf8.contains(0), key?.username.utf8.contains(0) != true, key?.store.utf8.contains(0) != true
        else { return [] }
        // Text is in the order of its bytes, and no name has a character after the last one of Unicode.
        let range: SQL =
            prefix.isEmpty ? "" : "AND username_key >= \(prefix) AND username_key < \(prefix + "\u{10FFFF}")"
        let page: SQL =
            key.map {
                """
                AND username_key >= \($0.username) AND (username_key > \($0.username) OR store > \($0.store))
                """
            } ?? ""
        return try db.rows(
            """
            SELECT \(columns) FROM user_account WHERE tenant_id = \(tenantID) \(range) \(page)
            ORDER BY username_key, store LIMIT \(count)
            """
        ).map(User.init(row:))
    }

    func roles(in db: any Connection) throws -> [String] {
        try db.rows("SELECT role FROM user_role WHERE user_id = \(id) ORDER BY role").map { try $0.get("role") }
    }
}
