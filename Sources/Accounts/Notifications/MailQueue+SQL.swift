import Storage

extension Outbox {
    static func entry(_ id: String, in db: any Connection) throws -> Entry? {
        guard !id.utf8.contains(0) else { return nil }
        return try db.row("SELECT \(entryColumns) FROM outbox WHERE id = \(id)").map(Entry.init(row:))
    }

    /// The newest mails of a state whose id is before `key`; ids are in the order of time.
    static func newest(
        _ count: Int,
        in state: MailQueue.State,
        tenantID: Int64,
        before key: String?,
        in db: any Connection
    ) throws -> [Entry] {
        let page: SQL = key.map { "AND id < \($0)" } ?? ""
        // Said in full, so that the partial index is found.
        let index: SQL = state == .sent ? "" : "AND state <> 'sent'"
        return try db.rows(
            """
            SELECT \(entryColumns) FROM outbox WHERE tenant_id = \(tenantID) AND state = \(state.rawValue) \(index) \(page)
            ORDER BY id DESC LIMIT \(count)
            """
        ).map(Entry.init(row:))
    }
}
