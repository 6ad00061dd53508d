import Storage

/// A row of the outbox that the relay holds for a while.
struct LeasedNotification: Sendable {
    var id: String
    var tenantID: Int64
    var requestID: String?
    var lane: MailLane
    var template: String
    var messageID: String
    var sealedContent: [UInt8]
    var attempts: Int
    var created: Instant
    var expires: Instant
}

/// Who leases, until when, and what it does not want.
struct Lease: Sendable {
    var owner: String
    var start: Instant
    var end: Instant
    /// Lanes of which it has enough, or which are in trouble.
    var avoided: Set<MailLane> = []
}

/// How the relay comes by work, fairly between lanes.
extension Outbox {
    /// How many lanes have their turn in one lease.
    private static let lanesInTurn = 8
    /// How many lanes one lease looks at for those: it bounds what lanes in which nothing is due may cost.
    private static let lanesInSight = 128

    /// Takes up to `count` rows that are due and marks them as held.
    ///
    /// A few lanes after `turn` have their share, so that a long lane hides no other; what room they leave goes to the
    /// oldest rows. `turn`: anywhere among the lanes; whoever takes another each time reaches all.
    ///
    /// Each row counts as an attempt from here on, so that a message that kills its relay does not do so for ever.
    func take(
        _ count: Int,
        for lease: Lease,
        turn: MailLane,
        in db: any Connection
    ) throws -> [LeasedNotification] {
        let lanes = try dueLanes(after: turn, for: lease, in: db)
        var taken: [LeasedNotification] = []
        for lane in lanes {
            taken += try take(
                max(1, count / lanes.count),
                // As a range, for which no index but the lanes' will do: PostgreSQL, whose statistics may be older than
                // the lane, might otherwise look for it among the oldest, through all that the others have waiting.
                of: "(lane, run_at) BETWEEN (\(lane), 0) AND (\(lane), \(lease.start.microseconds))",
                inOrderOf: "lane, run_at",
                for: lease,
                in: db
            )
        }
        guard taken.count < count else { return taken }
        return try taken
            + take(
                count - taken.count,
                of: "run_at <= \(lease.start.microseconds)",
                inOrderOf: "run_at",
                for: lease,
                in: db
            )
    }

    /// Goes from lane to lane by their index, around the end, and passes over the rows in between.
    private func dueLanes(after turn: MailLane, for lease: Lease, in db: any Connection) throws -> [MailLane] {
        try db.rows(
            """
            WITH RECURSIVE sight (lane) AS (
                SELECT CAST(\(turn) AS BIGINT)
                UNION
                SELECT COALESCE(
                    (SELECT MIN(lane) FROM outbox WHERE state = 'queued' AND lane > sight.lane),
                    (SELECT MIN(lane) FROM outbox WHERE state = 'queued')
                ) FROM sight WHERE lane IS NOT NULL
            )
            SELECT lane FROM (SELECT lane FROM sight LIMIT \(Self.lanesInSight) OFFSET 1) AS seen
            WHERE (
                SELECT run_at FROM outbox WHERE state = 'queued' AND lane >= seen.lane ORDER BY lane, run_at LIMIT 1
            ) <= \(lease.start.microseconds) \(isWanted(lease))
            LIMIT \(Self.lanesInTurn)
            """
        ).map { try $0.get("lane") }
    }

    private func take(
        _ count: Int,
        of selection: SQL,
        inOrderOf order: SQL,
        for lease: Lease,
        in db: any Connection
    ) throws -> [LeasedNotification] {
        // Apart from the UPDATE, and kept apart: joined to it, PostgreSQL may run the LIMIT more than once. Lanes are
        // avoided among the oldest only: looking further, past all that a lane has waiting, would have no bound.
        try db.rows(
            """
            WITH due AS MATERIALIZED (
                SELECT id, lane FROM outbox
                WHERE state = 'queued' AND \(selection)
                ORDER BY \(order) LIMIT \(count) \(db.dialect.forUpdateSkippingLocked)
            )
            UPDATE outbox
            SET state = 'leased', lease_owner = \(lease.owner), lease_ends_at = \(lease.end.microseconds),
                attempts = attempts + 1
            WHERE id IN (SELECT id FROM due WHERE TRUE \(isWanted(lease)))
            RETURNING id, tenant_id, request_id, lane, template, message_id, sealed_content, attempts, created_at,
                expires_at
            """
        ).map { row in
            LeasedNotification(
                id: try row.get("id"),
                tenantID: try row.get("tenant_id"),
                requestID: try row.get("request_id"),
                lane: try row.get("lane"),
                template: try row.get("template"),
                messageID: try row.get("message_id"),
                sealedContent: try row.get("sealed_content", as: [UInt8]?.self) ?? [],
                attempts: try row.get("attempts"),
                created: Instant(microseconds: try row.get("created_at")),
                expires: Instant(microseconds: try row.get("expires_at"))
            )
        }
    }

    private func isWanted(_ lease: Lease) -> SQL {
        lease.avoided.isEmpty ? "" : "AND lane NOT IN \(list: lease.avoided)"
    }
}
