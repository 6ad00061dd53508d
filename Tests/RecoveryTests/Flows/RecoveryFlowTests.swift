import Accounts
import Foundation
import Storage
import TestSupport
import Testing

@testable import Recovery

@Suite("Recovery flow: the table of moves")
struct RecoveryFlowTests {
    static let pairs = RecoveryFlow.State.allCases.flatMap { state in
        RecoveryFlow.Action.allCases.map { (state, $0) }
    }

    /// Written out a second time on purpose: a change of the rules has to be made twice.
    static let allowed: [RecoveryFlow.State: [RecoveryFlow.Action: RecoveryFlow.State]] = [
        .open: [
            .present: .open, .complete: .completed, .resend: .open, .exhaust: .exhausted,
            .replace: .replaced, .revoke: .revoked, .expire: .expired,
        ],
        .expired: [.resend: .open, .replace: .replaced, .revoke: .revoked],
        .exhausted: [:], .replaced: [:], .revoked: [:], .completed: [:],
    ]

    @Test("every pair of state and action does what the table says, or nothing", arguments: pairs)
    func purePair(state: RecoveryFlow.State, action: RecoveryFlow.Action) {
        var flow = Self.flow(in: state)
        if let next = Self.allowed[state]?[action] {
            #expect(throws: Never.self) { try flow.apply(action) }
            #expect(flow.state == next)
        } else {
            #expect(throws: RecoveryFlow.Refusal(state: state, action: action)) { try flow.apply(action) }
            #expect(flow.state == state)
        }
    }

    @Test("the published table is the one in force")
    func published() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/recovery-flow.md")
        let rows = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
        let heading = try #require(rows.first { $0.first == "state" && $0.count == 8 })
        let actions = try heading.dropFirst().map { try #require(RecoveryFlow.Action(rawValue: $0)) }
        #expect(Set(actions) == Set(RecoveryFlow.Action.allCases))
        for state in RecoveryFlow.State.allCases {
            let row = try #require(rows.first { $0.first == state.rawValue && $0.count == 8 })
            for (action, cell) in zip(actions, row.dropFirst()) {
                #expect(cell == RecoveryFlow.moves[state]?[action]?.rawValue ?? "–", "\(state) × \(action)")
            }
        }
        let outcomes = rows.joined().joined(separator: " ")
        for outcome in RecoveryRequest.Outcome.allCases { #expect(outcomes.contains("`\(outcome.rawValue)`")) }
    }

    @Test("a refused pair leaves the database as it was", arguments: Engine.allCases)
    func storedPairs(engine: Engine) async throws {
        try await engine.withDatabase { database in
            for (state, action) in Self.pairs {
                let id = "\(state)-\(action)"
                let stored = try await database.write { db -> String in
                    var flow = Self.flow(in: state, id: id)
                    try flow.insert(addressDigest: nil, in: db)
                    try? flow.persist(action, at: Instant(microseconds: 5), in: db)
                    return try db.row("SELECT state FROM recovery_flow WHERE id = \(id)")?.get("state") ?? ""
                }
                #expect(stored == (Self.allowed[state]?[action] ?? state).rawValue, "\(state) × \(action)")
            }
        }
    }

    @Test("an action decided on a state that is no longer stored is refused", arguments: Engine.allCases)
    func staleState(engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write { db in
                var first = Self.flow(in: .open)
                var second = first
                try first.insert(addressDigest: nil, in: db)
                try first.persist(.complete, at: Instant(microseconds: 1), in: db)
                #expect(throws: RecoveryFlow.Refusal.self) {
                    try second.persist(.complete, at: Instant(microseconds: 2), in: db)
                }
            }
        }
    }

    @Test("time and a changed account end an open flow, and only an open one")
    func settling() {
        let now = Instant(microseconds: 100)
        let user = Self.user(credentialVersion: 1)
        var expired = Self.flow(in: .open)
        expired.settle(codeExpires: now, user: user, at: now)
        #expect(expired.state == .expired)
        var live = Self.flow(in: .open)
        live.settle(codeExpires: now + .seconds(1), user: user, at: now)
        #expect(live.state == .open)
        var changed = Self.flow(in: .open)
        changed.settle(codeExpires: now + .seconds(1), user: Self.user(credentialVersion: 2), at: now)
        #expect(changed.state == .revoked)
        var deleted = Self.flow(in: .open)
        deleted.settle(codeExpires: now + .seconds(1), user: nil, at: now)
        #expect(deleted.state == .revoked)
        var completed = Self.flow(in: .completed)
        completed.settle(codeExpires: now, user: nil, at: now)
        #expect(completed.state == .completed)
    }

    static func user(credentialVersion: Int64) -> User {
        User(
            id: "u",
            tenantID: 1,
            store: "PRIMARY",
            username: "kim",
            account: .unlocked,
            passwordHash: nil,
            credentialVersion: credentialVersion
        )
    }

    static func flow(in state: RecoveryFlow.State, id: String = "flow") -> RecoveryFlow {
        RecoveryFlow(
            id: id,
            tenantID: 1,
            userID: "u",
            scenario: .passwordByNotification,
            step: .updatePassword,
            channel: .email,
            maskedAddress: nil,
            callback: nil,
            credentialVersion: 1,
            created: Instant(microseconds: 0),
            state: state
        )
    }
}
