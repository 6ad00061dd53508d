package import Storage

/// What an operator sees of the outbox and does with dead letters. It never shows an address or a
/// content.
extension Outbox {
    package struct Entry: Sendable {
        package var id: String
        package var tenantID: Int64
        package var template: String
        package var state: String
        package var attempts: Int
        package var created: Instant
        package var runAt: Instant
        package var expires: Instant
        package var lastReply: String?
        /// When it was sent or given up.
        package var finished: Instant?
        /// The recovery request it answers.
        package var requestID: String?
        /// Whether its content is kept still, so that it can be sent.
        package var hasContent: Bool

        init(row: Row) throws {
            let finished: Int64? = try row.get("finished_at")
            id = try row.get("id")
            tenantID = try row.get("tenant_id")
            template = try row.get("template")
            state = try row.get("state")
            attempts = try row.get("attempts")
            created = Instant(microseconds: try row.get("created_at"))
            runAt = Instant(microseconds: try row.get("run_at"))
            expires = Instant(microseconds: try row.get("expires_at"))
            lastReply = try row.get("last_reply")
            self.finished = finished.map(Instant.init(microseconds:))
            requestID = try row.get("request_id")
            hasContent = try row.get("has_content", as: Int.self) == 1
        }
    }

    static let entryColumns: SQL = """
        id, tenant_id, template, state, attempts, created_at, run_at, expires_at, last_reply, finished_at, request_id,
        CASE WHEN sealed_content IS NULL THEN 0 ELSE 1 END AS has_content
        """

    /// The mails of these requests, oldest first.
    package static func entries(ofRequests ids: [String], in db: any Connection) throws -> [Entry] {
        guard !ids.isEmpty else { return [] }
        return try db.rows(
            """
            SELECT \(entryColumns) FROM outbox WHERE request_id IS NOT NULL AND request_id IN \(list: ids)
            ORDER BY created_at, id
            """
        ).map(Entry.init(row:))
    }

    package func entries(state: String?, limit: Int, in db: any Connection) throws -> [Entry] {
        let filter: SQL = state.map { "WHERE state = \($0)" } ?? "WHERE state <> 'sent'"
        return try db.rows(
            """
            SELECT \(Self.entryColumns) FROM outbox \(filter) ORDER BY created_at DESC LIMIT \(limit)
            """
        ).map(Entry.init(row:))
    }

    /// Queues dead letters again, or makes waiting ones due: the one of `id`, or all.
    ///
    /// What has expired stays dead. Returns how many.
    package func retry(id: String?, at now: Instant, in db: any Connection) throws -> Int {
        let filter: SQL = id.map { "AND id = \($0)" } ?? ""
        return try db.execute(
            """
            UPDATE outbox SET state = 'queued', run_at = \(now.microseconds), attempts = 0, finished_at = NULL
            WHERE state IN ('dead', 'queued') AND sealed_content IS NOT NULL
                AND expires_at > \(now.microseconds) \(filter)
            """
        )
    }

    /// Ends waiting and dead letters for good and wipes them.
    ///
    /// Returns how many.
    package func drop(id: String?, at now: Instant, in db: any Connection) throws -> Int {
        let filter: SQL = id.map { "AND id = \($0)" } ?? ""
        return try db.execute(
            """
            UPDATE outbox SET state = 'dead', sealed_content = NULL, finished_at = \(now.microseconds),
                last_reply = 'dropped by an operator'
            WHERE state IN ('queued', 'dead') \(filter)
            """
        )
    }

    /// Gives up and wipes what waits in a database that was put back to an earlier day: it may have been sent since.
    ///
    /// Returns how many.
    package static func withdrawAll(at now: Instant, in db: any Connection) throws -> Int {
        try db.execute(
            """
            UPDATE outbox SET state = 'dead', sealed_content = NULL, finished_at = \(now.microseconds),
                lease_owner = NULL, lease_ends_at = NULL, last_reply = 'withdrawn when a backup was restored'
            WHERE state IN ('queued', 'leased')
            """
        )
    }

    /// Queues what a relay held on the day of a backup.
    ///
    /// Returns how many wait now.
    package static func queueAll(in db: any Connection) throws -> Int {
        try db.execute(
            """
            UPDATE outbox SET state = 'queued', lease_owner = NULL, lease_ends_at = NULL
            WHERE state IN ('queued', 'leased')
            """
        )
    }
}
