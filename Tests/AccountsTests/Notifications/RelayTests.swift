import Accounts
import Mail
import Storage
import TestSupport
import Testing

@Suite("Relay and outbox")
struct RelayTests {
    private struct Row: Sendable, Equatable {
        var state: String
        var hasContent: Bool
        var reply: String?
        var attempts: Int
    }

    private func rows(_ rekey: TestInstallation) async throws -> [Row] {
        try await rekey.database.read { db in
            try db.rows("SELECT state, sealed_content, last_reply, attempts FROM outbox ORDER BY created_at").map {
                Row(
                    state: try $0.get("state"),
                    hasContent: try $0.get("sealed_content", as: [UInt8]?.self) != nil,
                    reply: try $0.get("last_reply"),
                    attempts: try $0.get("attempts")
                )
            }
        }
    }

    private func queueOne(_ rekey: TestInstallation) async throws {
        _ = try await rekey.addKim()
        try await rekey.queueOne()
    }

    @Test("what was taken is wiped", arguments: Engine.allCases)
    func sent(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queueOne(rekey)
            #expect(try await rows(rekey) == [Row(state: "queued", hasContent: true, reply: nil, attempts: 0)])
            try await rekey.relay.deliverDue()
            #expect(try await rows(rekey) == [Row(state: "sent", hasContent: false, reply: "250 ok", attempts: 1)])
        }
    }

    @Test("a server that is down is tried again soon, with the same Message-ID", arguments: Engine.allCases)
    func unreachable(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queueOne(rekey)
            rekey.channel.answer(.unreachable(reason: "refused"), .unreachable(reason: "refused"))
            try await rekey.relay.deliverDue()
            #expect(try await rekey.relay.deliverDue() == 0)
            rekey.clock.advance(by: .seconds(1))
            try await rekey.relay.deliverDue()
            rekey.clock.advance(by: .seconds(2))
            try await rekey.relay.deliverDue()
            #expect(try await rows(rekey).first?.state == "sent")
            #expect(Set(rekey.channel.messages.map(\.messageID)).count == 1)
            #expect(Set(try rekey.channel.messages.map { try $0.encoded() }).count == 1)
        }
    }

    @Test("a 5xx is a dead letter that an operator can retry until it expires", arguments: Engine.allCases)
    func rejected(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queueOne(rekey)
            rekey.channel.answer(.rejected(reply: "550 no such user"))
            try await rekey.relay.deliverDue()
            #expect(
                try await rows(rekey)
                    == [Row(state: "dead", hasContent: true, reply: "550 no such user", attempts: 1)]
            )
            let retried = try await rekey.database.write { [outbox = rekey.outbox, now = rekey.clock.now] db in
                try outbox.retry(id: nil, at: now, in: db)
            }
            #expect(retried == 1)
            rekey.channel.answer(.rejected(reply: "550 still not"))
            try await rekey.relay.deliverDue()
            rekey.clock.advance(by: .minutes(30))
            try await rekey.sweep()
            #expect(try await rows(rekey).first?.hasContent == false)
            let late = try await rekey.database.write { [outbox = rekey.outbox, now = rekey.clock.now] db in
                try outbox.retry(id: nil, at: now, in: db)
            }
            #expect(late == 0)
        }
    }

    @Test("nothing is sent after its code has died", arguments: Engine.allCases)
    func expired(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queueOne(rekey)
            rekey.clock.advance(by: .minutes(30))
            try await rekey.relay.deliverDue()
            #expect(rekey.channel.messages.isEmpty)
            #expect(try await rows(rekey).first?.state == "dead")
        }
    }

    @Test("the rows of a relay that died are rescued", arguments: Engine.allCases)
    func rescue(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queueOne(rekey)
            try await rekey.database.write { [now = rekey.clock.now] db in
                _ = try db.execute(
                    """
                    UPDATE outbox SET state = 'leased', lease_owner = 'dead',
                        lease_ends_at = \((now + .minutes(5)).microseconds)
                    """
                )
            }
            #expect(try await rekey.relay.deliverDue() == 0)
            rekey.clock.advance(by: .minutes(5))
            try await rekey.relay.deliverDue()
            #expect(try await rows(rekey).first?.state == "sent")
        }
    }

    /// Keeps a message for as long as `meanwhile` takes and then has, without another word, reached nobody.
    private struct SlowChannel: NotificationChannel {
        var outcome = DeliveryOutcome.unreachable(reason: "no answer")
        var meanwhile: @Sendable () async throws -> Void

        func deliver(_ message: MailMessage) async -> DeliveryOutcome {
            do {
                try await meanwhile()
                return outcome
            } catch {
                return .rejected(reply: "\(error)")
            }
        }

        func close() async {}
    }

    @Test("a clock that is set back keeps no mail waiting until it has caught up", arguments: Engine.allCases)
    func clockSetBack(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            rekey.clock.advance(by: .hours(2))
            try await queueOne(rekey)
            rekey.channel.answer(.unreachable(reason: "refused"))
            try await rekey.relay.deliverDue()
            rekey.clock.advance(by: Span(microseconds: -Span.hours(2).microseconds))
            try await rekey.relay.deliverDue()
            #expect(try await rows(rekey).map(\.state) == ["sent"])

            try await rekey.queueOne()
            try await rekey.database.write { [now = rekey.clock.now] db in
                _ = try db.execute(
                    """
                    UPDATE outbox SET state = 'leased', lease_owner = 'dead',
                        lease_ends_at = \((now + .hours(2)).microseconds)
                    WHERE state = 'queued'
                    """
                )
            }
            try await rekey.relay.deliverDue()
            #expect(try await rows(rekey).map(\.state) == ["sent", "sent"])
        }
    }

    @Test("a relay whose lease ran out decides nothing about what another sent", arguments: Engine.allCases)
    func lateVerdict(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queueOne(rekey)
            let slow = rekey.relay(
                named: "slow",
                over: SlowChannel {
                    rekey.clock.advance(by: .minutes(5))
                    try await rekey.relay.deliverDue()
                }
            )
            try await slow.deliverDue()
            #expect(try await rows(rekey).map(\.state) == ["sent"])
            #expect(rekey.channel.messages.count == 1)
        }
    }

    @Test("a mail that two relays have sent, since a lease ran out, is recorded once", arguments: Engine.allCases)
    func sentTwice(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queueOne(rekey)
            let channel = SlowChannel(outcome: .delivered(reply: "250 late")) {
                rekey.clock.advance(by: .minutes(5))
                try await rekey.relay.deliverDue()
            }
            try await rekey.relay(named: "slow", over: channel).deliverDue()
            #expect(try await rows(rekey) == [Row(state: "sent", hasContent: false, reply: "250 ok", attempts: 2)])
            let events = try await rekey.database.read { db in
                try db.rows("SELECT id FROM audit_event WHERE action = 'notification.sent'").count
            }
            #expect(events == 1)
        }
    }

    @Test("a mail server that is down costs the rest of the batch no attempt", arguments: Engine.allCases)
    func batch(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            try await queueOne(rekey)
            for _ in 0..<19 {
                try await rekey.database.write { [rekey] db in
                    try rekey.outbox.add(
                        Notification(
                            template: .passwordResetSucess,
                            locale: "en_US",
                            address: "kim@example.com",
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
            rekey.channel.answer(
                .unreachable(reason: "x"),
                .unreachable(reason: "x"),
                .unreachable(reason: "x"),
                .unreachable(reason: "x")
            )
            try await rekey.relay.deliverDue()
            #expect(try await rows(rekey).filter { $0.attempts == 0 }.count >= 16)
        }
    }
}

@Suite("What a mail server said")
struct DeliveryOutcomeTests {
    @Test(
        "tells no mailbox",
        arguments: [
            ("550 5.1.1 <kim@example.com>: no such user", "550 5.1.1 <•••@example.com>: no such user"),
            ("250 2.0.0 Ok: queued as 4XYZ", "250 2.0.0 Ok: queued as 4XYZ"),
            ("kim.o'neil+x@example.com unknown, a@b", "•••@example.com unknown, •••@b"), ("", ""), ("@", "•••@"),
        ]
    )
    func masked(said: String, shown: String) {
        #expect(DeliveryOutcome.rejected(reply: said).reply == shown)
    }
}

@Suite("Relay schedule")
struct RelayScheduleTests {
    static let now = Instant(microseconds: 0)

    @Test(
        "waits longer each time and never beyond the expiry",
        arguments: [
            (DeliveryOutcome.unreachable(reason: ""), 1, RelaySchedule.Verdict.again(at: now + .seconds(1))),
            (.unreachable(reason: ""), 4, .again(at: now + .seconds(10))),
            (.unreachable(reason: ""), 99, .again(at: now + .minutes(2))),
            (.deferred(reply: ""), 1, .again(at: now + .seconds(15))),
            (.deferred(reply: ""), 3, .again(at: now + .minutes(4))),
            (.deferred(reply: ""), 6, .dead),
            (.rejected(reply: ""), 1, .dead),
            (.delivered(reply: ""), 1, .dead),
        ]
    )
    func verdict(outcome: DeliveryOutcome, attempts: Int, expected: RelaySchedule.Verdict) {
        let verdict = RelaySchedule.standard.next(
            after: outcome,
            attempts: attempts,
            expires: Self.now + .minutes(30),
            now: Self.now
        )
        #expect(verdict == expected)
    }
}
