import Cryptography
import Mail
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Accounts

@Suite("Lanes of the outbox", .timeLimit(.minutes(1)))
struct LaneTests {
    private func queue(_ count: Int, to domain: String, in rekey: TestInstallation) async throws {
        try await rekey.database.write { db in
            for number in 0..<count {
                try rekey.outbox.add(
                    Notification(
                        template: .passwordResetSucess,
                        locale: "en_US",
                        address: "user\(number)@\(domain)",
                        recipientName: nil,
                        values: ["user-name": "kim"]
                    ),
                    tenantID: 1,
                    requestID: nil,
                    expires: rekey.clock.now + .days(1),
                    in: db
                )
            }
        }
    }

    private func lane(_ domain: String, in rekey: TestInstallation) -> MailLane {
        MailLane(tenantID: 1, address: "kim@\(domain)", key: rekey.keys.outbox.derived(for: "lanes"))
    }

    private func take(
        _ count: Int,
        avoiding avoided: Set<MailLane> = [],
        turn: Int64 = .min,
        in rekey: TestInstallation
    ) async throws -> [MailLane: Int] {
        let now = rekey.clock.now
        let lease = Lease(owner: "test", start: now, end: now + .minutes(1), avoided: avoided)
        return try await rekey.database.write { [outbox = rekey.outbox] db in
            try outbox.take(count, for: lease, turn: MailLane(number: turn), in: db)
                .reduce(into: [:]) { $0[$1.lane, default: 0] += 1 }
        }
    }

    @Test(
        "a long lane hides no other, wherever the turn begins",
        arguments: Engine.allCases,
        [Int64.min, 0, .max]
    )
    func share(engine: Engine, turn: Int64) async throws {
        try await engine.withInstallation { rekey in
            try await queue(100, to: "long.example", in: rekey)
            rekey.clock.advance(by: .seconds(1))
            try await queue(3, to: "short.example", in: rekey)
            let taken = try await take(8, turn: turn, in: rekey)
            #expect(taken == [lane("long.example", in: rekey): 5, lane("short.example", in: rekey): 3])
        }
    }

    @Test("a lane that is alone takes all there is room for", arguments: Engine.allCases)
    func alone(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queue(10, to: "long.example", in: rekey)
            #expect(try await take(8, in: rekey) == [lane("long.example", in: rekey): 8])
            #expect(try await take(8, in: rekey) == [lane("long.example", in: rekey): 2])
        }
    }

    @Test("a lane to be avoided is, and what is not due waits", arguments: Engine.allCases)
    func avoided(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queue(20, to: "dead.example", in: rekey)
            try await queue(2, to: "short.example", in: rekey)
            let dead = lane("dead.example", in: rekey)
            #expect(try await take(8, avoiding: [dead], in: rekey) == [lane("short.example", in: rekey): 2])
            rekey.clock.advance(by: .seconds(-1))
            #expect(try await take(8, in: rekey).isEmpty)
        }
    }

    @Test("what waited before there were lanes is delivered", arguments: Engine.allCases)
    func migration(engine: Engine) async throws {
        try await engine.withEmptyDatabase { database in
            try await Migrator(accountsMigrations + nodeMigrations).migrate(database, at: 0)
            try await database.write { db in
                _ = try db.execute(
                    """
                    INSERT INTO outbox (id, tenant_id, template, locale, channel, message_id, state, run_at, expires_at,
                        attempts, created_at)
                    VALUES ('old', 1, 'passwordReset', 'en_US', 'EMAIL', 'old@example.com', 'queued', 1, 99, 0, 1)
                    """
                )
            }
            try await Migrator(accountsMigrations + nodeMigrations + laneMigrations).migrate(database, at: 0)
            let row = try await database.read { db in try db.row("SELECT id, lane FROM outbox") }
            #expect(try row?.get("id") == "old")
            #expect(try row?.get("lane") == Int64(0))
        }
    }

    /// Hangs for one domain until `release` is called; then that delivery has stalled.
    private final class HangingChannel: NotificationChannel {
        private let delivered = Mutex<[String]>([])
        private let hanging = Mutex(0)
        private let gate = AsyncStream<Void>.makeStream()
        let atOthers: @Sendable (_ delivered: Int) async throws -> Void

        init(atOthers: @escaping @Sendable (Int) async throws -> Void) {
            self.atOthers = atOthers
        }

        var mostHanging: Int { hanging.withLock { $0 } }

        func release() { gate.continuation.finish() }

        func deliver(_ message: MailMessage) async -> DeliveryOutcome {
            guard !message.to.address.hasSuffix("@dead.example") else {
                hanging.withLock { $0 += 1 }
                for await _ in gate.stream {}
                return .stalled(reason: "no answer")
            }
            let count = delivered.withLock { delivered in
                delivered.append(message.to.address)
                return delivered.count
            }
            do { try await atOthers(count) } catch { return .rejected(reply: "\(error)") }
            return .delivered(reply: "250 ok")
        }

        func close() async {}
    }

    @Test("a domain that hangs holds up no other, also not what comes meanwhile", arguments: Engine.allCases)
    func hanging(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queue(200, to: "dead.example", in: rekey)
            try await queue(40, to: "quick.example", in: rekey)
            let holder = Mutex<HangingChannel?>(nil)
            let channel = HangingChannel { count in
                if count == 40 {
                    try await queue(40, to: "later.example", in: rekey)
                    rekey.outbox.announce()
                }
                if count == 80 { holder.withLock { $0 }?.release() }
            }
            holder.withLock { $0 = channel }
            // Comes back only if all the others were delivered while the domain hung.
            let relay = rekey.relay(named: "node", over: channel)
            try await relay.deliverDue()
            #expect(channel.mostHanging <= 2)
            let states = try await rekey.database.read { db in
                try db.rows("SELECT state, attempts FROM outbox ORDER BY state").map {
                    "\(try $0.get("state", as: String.self)) \(try $0.get("attempts", as: Int.self))"
                }
            }
            #expect(states.count { $0 == "sent 1" } == 80)
            #expect(states.count { $0 == "queued 0" } == 200 - channel.mostHanging, "no attempt is burned")
            #expect(try await relay.deliverDue() == 0, "it is left alone")
            rekey.clock.advance(by: .seconds(1))
            #expect(try await relay.deliverDue() == 1, "it is asked once")
        }
    }

    @Test("lanes are a domain's in any case, and a tenant's own")
    func digest() {
        let key = Keys(master: .generate()).outbox
        let lane = MailLane(tenantID: 1, address: "kim@Example.com", key: key)
        #expect(lane == MailLane(tenantID: 1, address: "lee@example.COM", key: key))
        #expect(lane != MailLane(tenantID: 2, address: "kim@example.com", key: key))
        #expect(lane != MailLane(tenantID: 1, address: "kim@example.org", key: key))
        #expect(lane != MailLane(tenantID: 1, address: "kim@example.com", key: Keys(master: .generate()).outbox))
    }

    @Test("one deferral is a mailbox's, three are a domain's, and a verdict ends the trouble")
    func watch() {
        let watch = LaneWatch()
        let lane = MailLane(number: 1)
        let now = Instant(microseconds: 0)
        for isHeld in [false, false, true] {
            watch.note(.deferred(reply: "451"), in: lane, at: now)
            #expect(watch.held(at: now).contains(lane) == isHeld)
        }
        watch.note(.delivered(reply: "250"), in: lane, at: now)
        #expect(!watch.isInTrouble(lane) && watch.held(at: now).isEmpty)
        watch.note(.unreachable(reason: "refused"), in: lane, at: now)
        #expect(!watch.isInTrouble(lane))
        watch.note(.stalled(reason: "no answer"), in: lane, at: now)
        watch.note(.stalled(reason: "no answer"), in: lane, at: now)
        #expect(watch.held(at: now) == [lane])
        #expect(watch.held(at: now + .seconds(1)).isEmpty, "two at once are one failure")
    }
}
