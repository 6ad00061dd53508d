import Accounts
import Storage
import TestSupport
import Testing

@testable import Recovery

@Suite("Sweeper")
struct FlowSweeperTests {
    @Test("What is over is forgotten after its time, however much it is, and not before", arguments: Engine.allCases)
    func forgets(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            _ = try await installation.addKim()
            // The later ones end the earlier; each leaves a request, a flow, a code and a mail.
            for _ in 0..<3 { _ = try await installation.mail(installation.ask()) }
            // As many again, in more than one piece, as copies.
            try await installation.database.write { db in
                try db.execute(
                    """
                    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)
                    INSERT INTO recovery_request (id, tenant_id, kind, accepted_at, initiator, network, user_agent,
                        correlation_id, outcome, resolved_at)
                    SELECT id || '-' || i, tenant_id, kind, accepted_at, initiator, network, user_agent,
                        correlation_id, outcome, resolved_at
                    FROM n, (SELECT * FROM recovery_request ORDER BY id LIMIT 1) AS model
                    """
                )
            }
            installation.clock.advance(by: .days(89))
            try await installation.sweep()
            let before = try await counts(installation)
            #expect(before == [703, 3, 3, 3])
            installation.clock.advance(by: .days(2))
            try await installation.sweep()
            // The last flow ended when the sweep found its code over, which is two days ago.
            #expect(try await counts(installation) == [0, 1, 0, 1])
            installation.clock.advance(by: .days(90))
            try await installation.sweep()
            #expect(try await counts(installation) == [0, 0, 0, 0])
        }
    }

    private func counts(_ installation: TestInstallation) async throws -> [Int] {
        try await installation.database.read { db in
            try [
                db.rows("SELECT id FROM recovery_request").count, db.rows("SELECT id FROM recovery_flow").count,
                db.rows("SELECT id FROM outbox").count, db.rows("SELECT locator FROM confirmation_code").count,
            ]
        }
    }

    @Test("An id is not less than the first one of its time, and less than that of a later one")
    func ids() {
        let now = Surroundings.machine.now()
        let surroundings = Surroundings(now: { now })
        for _ in 0..<100 {
            let id = surroundings.uuid()
            #expect(now.firstID <= id)
            #expect(id < (now + .seconds(1)).firstID)
        }
        #expect(Instant(microseconds: 0).firstID == "00000000-0000")
    }
}
