import Storage
import TestSupport
import Testing

@testable import Accounts

@Suite("Import: what is written")
struct UserImportTests {
    private static let hash = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OWFiY2RlZg"

    @discardableResult
    private static func run(
        _ text: String,
        into installation: TestInstallation,
        _ change: (inout UserImport.Options) -> Void = { _ in }
    ) async throws -> UserImport.Counts {
        var options = UserImport.Options()
        options.usersPerTransaction = 10
        change(&options)
        let users = UserImport(
            database: installation.database,
            passwords: installation.passwords,
            audit: installation.audit,
            surroundings: installation.clock.surroundings,
            options: options
        )
        var pieces = [Array(text.utf8)]
        var reader = try ImportReader(stores: installation.users.stores) { pieces.isEmpty ? [] : pieces.removeFirst() }
        return try await users.run(to: installation.tenant, by: "test", next: { try reader.next() }, report: { _ in })
    }

    private static func count(_ table: SQL, in installation: TestInstallation) async throws -> Int {
        try await installation.database.read { try $0.row("SELECT COUNT(*) AS n FROM \(table)")?.get("n") ?? -1 }
    }

    private static func counts(_ added: Int, _ existing: Int) -> UserImport.Counts {
        var counts = UserImport.Counts()
        counts.added = added
        counts.existing = existing
        return counts
    }

    private static func many(_ count: Int) -> String {
        "username,email,password_hash,roles\n"
            + (0..<count).map {
                "user-\($0),user-\($0)@example.com,\($0.isMultiple(of: 3) ? "" : "\"\(hash)\""),reader\n"
            }
            .joined()
    }

    @Test("Users arrive with all that belongs to them, and a second run adds nobody", arguments: Engine.allCases)
    func arrives(engine: Engine) async throws {
        var options = TestInstallation.Options()
        options.rememberedPasswords = 3
        try await engine.withInstallation(options) { installation in
            #expect(try await Self.run(Self.many(75), into: installation) == Self.counts(75, 0))
            #expect(try await Self.count("user_account", in: installation) == 75)
            #expect(try await Self.count("user_claim", in: installation) == 75)
            #expect(try await Self.count("user_role", in: installation) == 75)
            #expect(try await Self.count("password_history", in: installation) == 50)
            let user = try #require(
                try await installation.users.find("USER-7", store: "PRIMARY", tenant: installation.tenant)
            )
            #expect(user.username == "user-7" && user.passwordHash == Self.hash && user.account == .unlocked)
            #expect(try await installation.users.claims(of: user) == [Claim.emailAddress: "user-7@example.com"])
            #expect(try await Self.run(Self.many(80), into: installation) == Self.counts(5, 75))
            #expect(try await Self.count("user_claim", in: installation) == 80)
            #expect(try await Self.count("audit_event WHERE action = 'users.import-begun'", in: installation) == 2)
            let details = try await installation.database.read { db in
                try db.rows("SELECT details FROM audit_event WHERE action = 'users.imported' ORDER BY id")
                    .map { try $0.get("details", as: String.self) }
            }
            #expect(details.sorted() == ["5 added, 75 there already", "75 added, 0 there already"])
        }
    }

    @Test("A password is hashed, and the policy holds", arguments: Engine.allCases)
    func passwords(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            try await Self.run("username,password\nkim,Forgotten-1!\n", into: installation)
            #expect(try await installation.knows("Forgotten-1!"))
            let failure = await #expect(throws: ImportFailure.self) {
                try await Self.run("username,password\nlee,short\n", into: installation)
            }
            #expect(failure?.line == 2)
        }
    }

    @Test("The first of two lines with one name counts, in one transaction or in two", arguments: Engine.allCases)
    func twice(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            let text = "username,given_name\nkim,first\nKIM,second\nlee,\n" + Self.names(20) + "kim,third\n"
            #expect(try await Self.run(text, into: installation) == Self.counts(22, 2))
            let user = try #require(
                try await installation.users.find("kim", store: "PRIMARY", tenant: installation.tenant)
            )
            #expect(try await installation.users.claims(of: user)[Claim.givenName] == "first")
        }
    }

    private static func names(_ count: Int) -> String { (0..<count).map { "name-\($0),\n" }.joined() }

    @Test("Told to, it refuses who is there, and undoes that transaction alone", arguments: Engine.allCases)
    func refusing(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            _ = try await installation.addKim()
            let failure = await #expect(throws: ImportFailure.self) {
                try await Self.run("username,email\n" + Self.names(15) + "kim,\n", into: installation) {
                    $0.refusesExisting = true
                }
            }
            #expect(failure?.line == 17)
            #expect(try await Self.count("user_account", in: installation) == 11)
            #expect(try await Self.count("audit_event WHERE outcome = 'failed'", in: installation) == 1)
        }
    }

    @Test("A rehearsal counts, finds mistakes and writes nothing", arguments: Engine.allCases)
    func rehearsal(engine: Engine) async throws {
        try await engine.withInstallation { installation in
            _ = try await installation.addKim()
            let events = try await Self.count("audit_event", in: installation)
            let counts = try await Self.run("username,email\n" + Self.names(15) + "kim,\n", into: installation) {
                $0.isRehearsal = true
            }
            #expect(counts == Self.counts(15, 1))
            await #expect(throws: ImportFailure.self) {
                try await Self.run("username,password\nlee,short\n", into: installation) { $0.isRehearsal = true }
            }
            #expect(try await Self.count("user_account", in: installation) == 1)
            #expect(try await Self.count("audit_event", in: installation) == events)
        }
    }
}
