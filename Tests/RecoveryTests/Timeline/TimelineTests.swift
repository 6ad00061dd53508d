import Accounts
import Mail
import Storage
import TestSupport
import Testing

@testable import Recovery

@Suite("Timeline")
struct TimelineTests {
    private static func titles(_ finding: Timeline.Finding) -> [String] {
        finding.entries.map { entry in
            switch entry.event {
            case .asked(let kind, _, _): "asked \(kind)"
            case .waiting: "waiting"
            case .resolved(let outcome): outcome.rawValue
            case .queued: "queued"
            case .tried: "tried"
            case .beingSent: "being sent"
            case .sent: "sent"
            case .dead: "dead"
            case .recorded(let event): event.action
            }
        }
    }

    @Test("tells the whole way, newest first", arguments: Engine.allCases)
    func wholeWay(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            let timeline = Timeline(recovery: rekey.recovery)
            rekey.clock.advance(by: .seconds(1))
            let mail = try #require(try await rekey.mail(rekey.ask()).first)
            rekey.clock.advance(by: .seconds(1))
            try await rekey.reset(try #require(mail.code), to: "A brand new one")
            for typed in ["kim", "KIM", "PRIMARY/kim@carbon.super", "kim@example.com"] {
                let finding = try await timeline.find(typed, at: rekey.tenant)
                let titles = Self.titles(finding)
                #expect(titles.dropFirst(2) == ["sent", "queued", "asked start", "user.added"])
                #expect(Set(titles.prefix(2)) == ["recovery.password-reset", "recovery.code-opened"])
                guard case .user(let user, _) = finding.subject else { throw Failure.unexpected("no user") }
                #expect(user.username == "kim")
            }
            let request = try #require(try await timeline.find("kim", at: rekey.tenant).entries[2].requestID)
            let byRequest = try await timeline.find(request, at: rekey.tenant)
            #expect(byRequest.requestID == request && byRequest.entries.count == 6)
            // The correlation id that the caller was given.
            #expect(try await timeline.find("test", at: rekey.tenant).requestID == request)
            let acme = try await rekey.tenants.add(domain: "acme.example", by: "test")
            #expect(try await timeline.find(request, at: acme).entries.isEmpty)
            #expect(try await timeline.find("kim", at: acme).entries.isEmpty)
        }
    }

    @Test("finds what was typed and is nobody's", arguments: Engine.allCases)
    func nobody(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let timeline = Timeline(recovery: rekey.recovery)
            try await rekey.mail(rekey.ask("Kimm", realm: nil))
            let finding = try await timeline.find("kimm", at: rekey.tenant)
            #expect(Self.titles(finding) == ["unknown-user", "asked start"])
            #expect(try await timeline.find("another", at: rekey.tenant).entries.isEmpty)
        }
    }

    @Test("says what became of a request of a locked user", arguments: Engine.allCases)
    func locked(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            let kim = try await rekey.addKim()
            rekey.clock.advance(by: .seconds(1))
            try await rekey.users.setState(.locked(until: nil), of: kim, by: "test")
            rekey.clock.advance(by: .seconds(1))
            try await rekey.mail(rekey.ask())
            let titles = Self.titles(try await Timeline(recovery: rekey.recovery).find("kim", at: rekey.tenant))
            #expect(titles == ["locked", "asked start", "user.locked", "user.added"])
        }
    }

    @Test("offers the users of one name", arguments: Engine.allCases)
    func several(engine: Engine) async throws {
        try await engine.withInstallation { rekey in
            _ = try await rekey.addKim()
            _ = try await rekey.addKim(store: "SECONDARY")
            guard
                case .several(let users) = try await Timeline(recovery: rekey.recovery)
                    .find("kim", at: rekey.tenant).subject
            else { throw Failure.unexpected("not several") }
            #expect(users.count == 2)
        }
    }
}
