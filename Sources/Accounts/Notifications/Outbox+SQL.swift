package import Storage

extension Outbox {
    /// Puts rows back whose relay died, which `owner` has not, and makes those due that wait for longer than anything may.
    ///
    /// `longestLease`, `longestWait`: beyond them a moment was written by a clock that has been set back since; nobody
    /// waits until it has caught up. Returns how many rows were put back.
    func rescue(
        for owner: String,
        at now: Instant,
        longestLease: Span,
        longestWait: Span,
        in db: any Connection
    ) throws -> Int {
        try db.execute(
            """
            UPDATE outbox SET run_at = \(now.microseconds)
            WHERE state = 'queued' AND run_at > \((now + longestWait).microseconds)
            """
        )
        return try db.execute(
            """
            UPDATE outbox SET state = 'queued', lease_owner = NULL, lease_ends_at = NULL
            WHERE state = 'leased' AND lease_owner <> \(owner)
                AND (lease_ends_at <= \(now.microseconds) OR lease_ends_at > \((now + longestLease).microseconds))
            """
        )
    }

    /// Makes due what waits: its moments were written by a clock that has been set back.
    func makeDue(at now: Instant, in db: any Connection) throws {
        try db.execute(
            "UPDATE outbox SET run_at = \(now.microseconds) WHERE state = 'queued' AND run_at > \(now.microseconds)"
        )
    }

    /// Prolongs whatever `owner` holds.
    func renew(of owner: String, until end: Instant, in db: any Connection) throws {
        try db.execute(
            """
            UPDATE outbox SET lease_ends_at = \(end.microseconds) WHERE state = 'leased' AND lease_owner = \(owner)
            """
        )
    }

    /// Puts back all that `owner` holds: it was killed and starts anew.
    func takeBack(from owner: String, in db: any Connection) throws -> Int {
        try db.execute(
            """
            UPDATE outbox SET state = 'queued', lease_owner = NULL, lease_ends_at = NULL
            WHERE state = 'leased' AND lease_owner = \(owner)
            """
        )
    }

    /// Puts back what `owner` still holds without having tried it: it stops.
    func release(_ ids: [String], owner: String, in db: any Connection) throws {
        guard !ids.isEmpty else { return }
        try db.execute(
            """
            UPDATE outbox SET state = 'queued', lease_owner = NULL, lease_ends_at = NULL, attempts = attempts - 1
            WHERE state = 'leased' AND lease_owner = \(owner) AND id IN \(list: ids)
            """
        )
    }

    /// Records that the mail server took it, and wipes the content.
    ///
    /// Whoever holds the row meanwhile: a mail that was taken is not to be sent again. Returns whether nobody had
    /// recorded it before; a second relay may have sent it as well when a lease ran out.
    func markSent(_ id: String, reply: String, at now: Instant, in db: any Connection) throws -> Bool {
        try db.execute(
            """
            UPDATE outbox SET state = 'sent', sealed_content = NULL, last_reply = \(reply),
                lease_owner = NULL, lease_ends_at = NULL, finished_at = \(now.microseconds)
            WHERE id = \(id) AND state <> 'sent'
            """
        ) > 0
    }

    /// Puts a row back for another try, if `owner` holds it still: one whose lease ran out does not
    /// decide about what another relay has in hand.
    func markQueued(_ id: String, owner: String, reply: String, runAt: Instant, in db: any Connection) throws {
        try db.execute(
            """
            UPDATE outbox SET state = 'queued', last_reply = \(reply), run_at = \(runAt.microseconds),
                lease_owner = NULL, lease_ends_at = NULL
            WHERE id = \(id) AND state = 'leased' AND lease_owner = \(owner)
            """
        )
    }

    /// A dead letter keeps its sealed content until it expires, so that an operator can retry it.
    ///
    /// Like `markQueued`, for who holds it still. Returns whether that was so.
    func markDead(_ id: String, owner: String, reply: String, at now: Instant, in db: any Connection) throws -> Bool {
        try db.execute(
            """
            UPDATE outbox SET state = 'dead', last_reply = \(reply), lease_owner = NULL, lease_ends_at = NULL,
                finished_at = \(now.microseconds)
            WHERE id = \(id) AND state = 'leased' AND lease_owner = \(owner)
            """
        ) > 0
    }

    /// Ends and wipes mails that have outlived their codes; returns how many.
    package func endOutlived(at now: Instant, upTo limit: Int, in db: any Connection) throws -> Int {
        try db.execute(
            """
            UPDATE outbox SET state = CASE WHEN state = 'queued' THEN 'dead' ELSE state END,
                finished_at = COALESCE(finished_at, \(now.microseconds)),
                last_reply = COALESCE(last_reply, 'expired before it could be sent'),
                sealed_content = NULL
            WHERE id IN (
                SELECT id FROM outbox
                WHERE sealed_content IS NOT NULL AND expires_at <= \(now.microseconds) AND state <> 'leased'
                LIMIT \(limit) \(db.dialect.forUpdateSkippingLocked))
            """
        )
    }

    /// Forgets mails that were finished before `end`; returns how many.
    package func forget(finishedBefore end: Instant, upTo limit: Int, in db: any Connection) throws -> Int {
        try db.execute(
            """
            DELETE FROM outbox WHERE id IN (
                SELECT id FROM outbox
                WHERE id < \(end.firstID) AND state IN ('sent', 'dead') AND finished_at <= \(end.microseconds)
                ORDER BY id LIMIT \(limit))
            """
        )
    }
}
