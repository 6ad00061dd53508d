package import Logging
import ServiceLifecycle
package import Storage

/// Empties the outbox: leases rows, composes and delivers them, records what came of it.
///
/// At least once: a row whose relay died is sent again with the same Message-ID. Several relays
/// may run on one database; a lease keeps them off each other's rows.
package struct Relay: Service {
    /// How long a row stays with a relay that died; one that lives renews.
    private static let lease = Span.minutes(1)
    private static let renewal = Duration.seconds(15)
    /// How often to look without having been rung for: another node's rows, retries that are due.
    private static let interval = Duration.milliseconds(500)
    /// Beyond these a moment was written by a clock that ran ahead; they leave room for clocks that differ a little.
    private static let longestLease = Span.minutes(6)
    private static let longestWait = Span.minutes(35)
    private static let longestPause = Duration.seconds(5)

    private let database: any Database
    private let outbox: Outbox
    private let composer: NotificationComposer
    private let channel: any NotificationChannel
    private let schedule: RelaySchedule
    private let audit: AuditTrail
    private let surroundings: Surroundings
    private let parallel: Int
    private let owner: String
    private let heartbeat: Heartbeat
    private let watch = LaneWatch()
    private let logger: Logger

    /// `parallel`: how many messages are under way at once; from 1.
    ///
    /// `node`: names this installation among those on the database, also after a restart.
    ///
    /// `heartbeat`: shows that it goes round; its patience is longer than a delivery may take.
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
        heartbeat: Heartbeat = Heartbeat(),
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
        self.heartbeat = heartbeat
        self.logger = logger
    }

    /// Runs until the server shuts down: what is under way then is finished and recorded, what
    /// was only leased goes back.
    package func run() async throws {
        defer { heartbeat.stop() }
        try await takeBack()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await renewLeases() }
            await deliverUntilStopped()
            group.cancelAll()
        }
        await channel.close()
    }

    private func deliverUntilStopped() async {
        await withGracefulShutdownHandler {
            var clock = ClockWatch(surroundings.now())
            while !isStopping {
                heartbeat.beat()
                do {
                    let now = surroundings.now()
                    if clock.wasSetBack(now) {
                        watch.forget()
                        try await database.write { [outbox] db in try outbox.makeDue(at: now, in: db) }
                    }
                    if try await deliverDue() == 0 { await outbox.bell.wait(longest: Self.interval) }
                } catch {
                    logger.error("the outbox could not be read", metadata: ["cause": "\(error)"])
                    try? await Task.sleep(for: .seconds(1))
                }
            }
        } onGracefulShutdown: {
            outbox.bell.ring()
        }
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// What this node held when it was killed need not wait for its lease to run out.
    package func takeBack() async throws {
        try await database.write { [outbox, owner] db in _ = try outbox.takeBack(from: owner, in: db) }
    }

    /// Holds on to what is under way for as long as this process lives, however slow the mail server is.
    private func renewLeases() async {
        while (try? await Task.sleep(for: Self.renewal)) != nil {
            let end = surroundings.now() + Self.lease
            do {
                try await database.write { [outbox, owner] db in try outbox.renew(of: owner, until: end, in: db) }
            } catch {
                logger.warning("leases could not be renewed", metadata: ["cause": "\(error)"])
            }
        }
    }

    /// Takes what is due and tries it once, and what becomes due while that takes its time.
    ///
    /// Returns how many rows that were.
    ///
    /// After a message found nobody at the other end what was not tried goes back: the mail server is down
    /// for all of them, and their attempts are not to be wasted on it. So does what waits for a lane in trouble.
    @discardableResult
    package func deliverDue() async throws -> Int {
        let held = watch.held(at: surroundings.now())
        var batch = RelayBatch(try await lease(avoiding: held), avoiding: held, parallel: parallel, watch: watch)
        await withTaskGroup(of: RelayBatch.Step.self) { group in
            while true {
                while !isStopping, let row = batch.next(at: surroundings.now()) {
                    group.addTask { .delivered(row, await attempt(row)) }
                }
                if let finished = batch.nextToRecord() {
                    group.addTask {
                        await record(finished)
                        return .recorded
                    }
                }
                if batch.isDone { break }
                if !isStopping, let avoided = batch.wantsMore(at: surroundings.now()) {
                    group.addTask { .leased((try? await lease(avoiding: avoided)) ?? []) }
                }
                if !isStopping, batch.wantsToListen() {
                    group.addTask {
                        await outbox.bell.wait(longest: Self.interval)
                        return .rung
                    }
                }
                guard let step = await group.next() else { break }
                heartbeat.beat()
                batch.take(step, at: surroundings.now())
            }
            group.cancelAll()
        }
        let untried = batch.waiting.map(\.id)
        if !untried.isEmpty {
            try await database.write { [outbox, owner] db in try outbox.release(untried, owner: owner, in: db) }
        }
        return batch.tried
    }

    /// Enough to have the next at hand while one is under way, and to share a commit.
    private var batchSize: Int { parallel * 8 }

    private func lease(avoiding avoided: Set<MailLane>) async throws -> [LeasedNotification] {
        let now = surroundings.now()
        let lease = Lease(owner: owner, start: now, end: now + Self.lease, avoided: avoided)
        let turn = MailLane(number: .random(in: .min ... .max))
        let leased = try await database.write { [outbox, owner, batchSize] db in
            (
                rescued: try outbox.rescue(
                    for: owner,
                    at: now,
                    longestLease: Self.longestLease,
                    longestWait: Self.longestWait,
                    in: db
                ),
                rows: try outbox.take(batchSize, for: lease, turn: turn, in: db)
            )
        }
        if leased.rescued > 0 {
            logger.warning("rescued notifications of a relay that died", metadata: ["count": "\(leased.rescued)"])
        }
        return leased.rows
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

    /// Records what became of several messages in one transaction.
    ///
    /// As long as the database cannot be written it is tried again: a message that was delivered is not to be sent once
    /// more for it. Whoever is stopped meanwhile leaves it to the next start.
    private func record(_ finished: [RelayBatch.Finished]) async {
        let now = surroundings.now()
        for (row, outcome) in finished {
            if case .delivered = outcome { continue }
            logger.warning(
                "a notification was not delivered",
                metadata: ["id": "\(row.id)", "attempt": "\(row.attempts)", "reply": "\(outcome.reply)"]
            )
        }
        var pause = Duration.milliseconds(200)
        while true {
            do {
                return try await database.write { db in
                    for (row, outcome) in finished { try record(outcome, of: row, at: now, in: db) }
                }
            } catch {
                logger.error("deliveries could not be recorded", metadata: ["cause": "\(error)"])
                if isStopping { return }
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
            }
        }
    }

    private func record(
        _ outcome: DeliveryOutcome,
        of row: LeasedNotification,
        at now: Instant,
        in db: any Connection
    ) throws {
        let isDelivered = if case .delivered = outcome { true } else { false }
        switch schedule.next(after: outcome, attempts: row.attempts, expires: row.expires, now: now) {
        case .again(let runAt):
            try outbox.markQueued(row.id, owner: owner, reply: outcome.reply, runAt: runAt, in: db)
            return
        case .dead where isDelivered:
            guard try outbox.markSent(row.id, reply: outcome.reply, at: now, in: db) else { return }
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
}

extension Relay: CustomStringConvertible {
    package var description: String { "relay" }
}
