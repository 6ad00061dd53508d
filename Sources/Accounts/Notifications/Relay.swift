package import Logging
import ServiceLifecycle
package import Storage

/// Empties the outbox: leases rows, composes and delivers them, records what came of it.
///
/// At least once: a row whose relay died is sent again with the same Message-ID. Several relays
/// may run on one database; a lease keeps them off each other's rows.
package struct Relay: Service {
    /// Longer than a delivery may take with every time-out used up.
    private static let lease = Span.minutes(3)
    /// How often to look without having been rung for: another node's rows, retries that are due.
    private static let interval = Duration.milliseconds(500)

    private let database: any Database
    private let outbox: Outbox
    private let composer: NotificationComposer
    private let channel: any NotificationChannel
    private let schedule: RelaySchedule
    private let audit: AuditTrail
    private let surroundings: Surroundings
    private let parallel: Int
    private let owner: String
    private let logger: Logger

    /// `parallel`: how many messages are under way at once; from 1.
    ///
    /// `node`: names this installation among those on the database, also after a restart.
    package init(
        database: any Database,
        outbox: Outbox,
        composer: NotificationComposer,
        channel: any NotificationChannel,
        schedule: RelaySchedule = .standard,
        audit: AuditTrail,
        surroundings: Surroundings,
        parallel: Int,
        node: String,
        logger: Logger
    ) {
        self.database = database
        self.outbox = outbox
        self.composer = composer
        self.channel = channel
        self.schedule = schedule
        self.audit = audit
        self.surroundings = surroundings
        self.parallel = max(1, parallel)
        owner = node
        self.logger = logger
    }

    /// Runs until the server shuts down: what is under way then is finished and recorded, what
    /// was only leased goes back.
    package func run() async throws {
        try await takeBack()
        await withGracefulShutdownHandler {
            while !isStopping {
                do {
                    if try await deliverDue() == 0 { await outbox.bell.wait(longest: Self.interval) }
                } catch {
                    logger.error("the outbox could not be read", metadata: ["cause": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        } onGracefulShutdown: {
            outbox.bell.ring()
        }
        await channel.close()
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// What this node held when it was killed need not wait for its lease to run out.
    package func takeBack() async throws {
        try await database.write { [outbox, owner] db in _ = try outbox.takeBack(from: owner, in: db) }
    }

    /// Takes what is due and tries it once.
    ///
    /// Returns how many rows that were.
    ///
    /// After a message found nobody at the other end the rest of the batch goes back untried: the
    /// mail server is down for all of them, and their attempts are not to be wasted on it.
    @discardableResult
    package func deliverDue() async throws -> Int {
        let now = surroundings.now()
        let batch = try await database.write { [outbox, owner, parallel] db in
            let rescued = try outbox.rescue(at: now, in: db)
            return (
                rescued: rescued,
                rows: try outbox.lease(parallel * 10, owner: owner, until: now + Self.lease, at: now, in: db)
            )
        }
        if batch.rescued > 0 {
            logger.warning("rescued notifications of a relay that died", metadata: ["count": "\(batch.rescued)"])
        }
        var waiting = batch.rows[...]
        await withTaskGroup(of: DeliveryOutcome?.self) { group in
            for _ in 0..<parallel {
                guard let row = waiting.popFirst() else { break }
                group.addTask { await deliver(row) }
            }
            var isReachable = true
            for await outcome in group {
                if case .unreachable = outcome { isReachable = false }
                guard isReachable, !isStopping, let row = waiting.popFirst() else { continue }
                group.addTask { await deliver(row) }
            }
        }
        if !waiting.isEmpty {
            let untried = waiting.map(\.id)
            try await database.write { [outbox, owner] db in try outbox.release(untried, owner: owner, in: db) }
        }
        return batch.rows.count - waiting.count
    }

    /// Tries one message and records the outcome; nil where even that failed, in which case the
    /// lease runs out and the message is tried again.
    private func deliver(_ row: LeasedNotification) async -> DeliveryOutcome? {
        let outcome = await attempt(row)
        do {
            try await record(outcome, of: row)
            return outcome
        } catch {
            logger.error("a delivery could not be recorded", metadata: ["id": "\(row.id)", "cause": "\(error)"])
            return nil
        }
    }

    private func attempt(_ row: LeasedNotification) async -> DeliveryOutcome {
        guard surroundings.now() < row.expires else {
            return .rejected(reply: "expired before it could be sent")
        }
        do {
            let notification = try outbox.open(row.sealedContent, of: row.id)
            let message = try composer.message(for: notification, messageID: row.messageID, date: row.created)
            return await channel.deliver(message)
        } catch {
            return .rejected(reply: "not composed: \(error)")
        }
    }

    private func record(_ outcome: DeliveryOutcome, of row: LeasedNotification) async throws {
        let now = surroundings.now()
        let isDelivered = if case .delivered = outcome { true } else { false }
        let verdict = schedule.next(after: outcome, attempts: row.attempts, expires: row.expires, now: now)
        try await database.write { [outbox, owner, audit] db in
            switch verdict {
            case .again(let runAt):
                try outbox.markQueued(row.id, owner: owner, reply: outcome.reply, runAt: runAt, in: db)
                return
            case .dead where isDelivered:
                try outbox.markSent(row.id, reply: outcome.reply, at: now, in: db)
            case .dead:
                guard try outbox.markDead(row.id, owner: owner, reply: outcome.reply, at: now, in: db) else { return }
            }
            try audit.record(
                isDelivered ? .notificationSent : .notificationDead,
                isDelivered ? .succeeded : .failed,
                tenantID: row.tenantID,
                target: row.template,
                initiator: AuditTrail.system,
                details: "request \(row.requestID ?? "-"), attempt \(row.attempts): \(outcome.reply)",
                in: db
            )
        }
        if !isDelivered {
            logger.warning(
                "a notification was not delivered",
                metadata: ["id": "\(row.id)", "attempt": "\(row.attempts)", "reply": "\(outcome.reply)"]
            )
        }
    }
}

extension Relay: CustomStringConvertible {
    package var description: String { "relay" }
}
