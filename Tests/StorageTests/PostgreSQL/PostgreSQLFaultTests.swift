import TestSupport
import Testing

@testable import Storage

/// What happens when the server, its locks or its settings do not do as they should.
@Suite("PostgreSQL: faults", .timeLimit(.minutes(3)))
struct PostgreSQLFaultTests {
    @Test("A server that is away is told as such in time, and is used again when it is back, with all it was told")
    func restart() async throws {
        _ = try await Engine.postgreSQLOrCancel()
        let server = try await PostgreSQLServer(isDurable: true)
        var settings = server.settings(for: try await server.makeDatabase())
        settings.waitTimeout = .milliseconds(500)
        let database = try PostgreSQLDatabase(settings, logger: quiet)
        try await database.write { try $0.execute("CREATE TABLE item (id BIGINT)") }
        for id in 1...20 { try await database.write { try $0.execute("INSERT INTO item (id) VALUES (\(id))") } }

        try await server.crash()
        let start = ContinuousClock.now
        let kinds = try await withThrowingTaskGroup(of: StorageFailure.Kind?.self) { group in
            for _ in 1...20 {
                group.addTask { try await failure { try await database.read { try $0.row("SELECT 1") } } }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(kinds == [.unavailable])
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(await !database.isReachable(within: .seconds(1)))

        try await server.start()
        var count: Int?
        while count == nil { count = try? await database.value("SELECT COUNT(*) AS n FROM item", "n") }
        #expect(count == 20)

        // Nobody notices a server that was restarted while nothing was asked.
        try await server.stop()
        try await server.start()
        try await database.write { try $0.execute("INSERT INTO item (id) VALUES (21)") }
        await database.close()
    }

    @Test("A statement that takes too long is busy")
    func statementTimeout() async throws {
        try await withPostgreSQL(changing: { $0.statementTimeout = .milliseconds(100) }) { database, _ in
            let kind = try await failure { try await database.read { try $0.row("SELECT pg_sleep(60)") } }
            #expect(kind == .busy)
            #expect(await database.isReachable(within: .seconds(30)))
        }
    }

    @Test("A row that somebody keeps is busy, and is there afterwards")
    func lockTimeout() async throws {
        try await withPostgreSQL(
            "CREATE TABLE item (id BIGINT PRIMARY KEY, used BIGINT NOT NULL)",
            changing: { $0.lockTimeout = .milliseconds(100) }
        ) { database, _ in
            try await database.write { try $0.execute("INSERT INTO item (id, used) VALUES (1, 0)") }
            let held = Gate()
            let release = Gate()
            async let holder: Void = database.write { db in
                try db.execute("UPDATE item SET used = 1")
                held.open()
                release.wait()
            }
            await held.pass()
            #expect(
                try await failure { try await database.write { try $0.execute("UPDATE item SET used = 2") } } == .busy
            )
            release.open()
            try await holder
            #expect(try await database.value("SELECT used FROM item", "used") == 1)
        }
    }

    @Test("Who waits too long for a connection, and who finds the line full, is told that it is busy")
    func exhaustion() async throws {
        try await withPostgreSQL(
            changing: {
                $0.connections = 1
                $0.longestLine = 1
                $0.waitTimeout = .milliseconds(300)
            }
        ) { database, _ in
            let held = Gate()
            let release = Gate()
            async let holder: Void = database.write { db in
                _ = try db.row("SELECT 1")
                held.open()
                release.wait()
            }
            await held.pass()
            async let late = failure { try await database.read { _ in } }
            try await until { database.statistics.waiting == 1 }
            let start = ContinuousClock.now
            #expect(try await failure { try await database.read { _ in } } == .busy)
            #expect(ContinuousClock.now - start < .milliseconds(250))
            #expect(try await late == .busy)
            release.open()
            try await holder
            #expect(await database.isReachable(within: .seconds(30)))
        }
    }

    @Test("A database that may lose what it was told is refused, and one of another encoding")
    func unfit() async throws {
        let server = try await Engine.postgreSQLOrCancel()
        let name = try await server.makeDatabase()
        try await server.run(["ALTER DATABASE \(name) SET synchronous_commit = off"])
        try await server.run([
            """
            CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'
            TEMPLATE template0
            """
        ])
        for (database, word) in [(name, "synchronous_commit"), ("latin", "LATIN1"), ("nowhere", "nowhere")] {
            let failure = #expect(throws: StorageFailure.self) {
                try PostgreSQLDatabase(server.settings(for: database), logger: quiet)
            }
            #expect(failure?.kind == .unavailable)
            #expect(failure?.message.contains(word) == true)
        }
        server.dismiss(name)
    }

    @Test("A connection string does as well, and what it says goes before our defaults")
    func url() async throws {
        let server = try await Engine.postgreSQLOrCancel()
        var settings = server.settings(for: "postgres")
        guard case .host(let host, let port, let database, let user, let password) = settings.server else { return }
        let secret = try #require(password).text
        for text in [
            "postgresql://\(user):\(secret)@/\(database)?host=\(host)&port=\(port)&application_name=mine",
            "host=\(host) port=\(port) dbname=\(database) user=\(user) password=\(secret) application_name=mine",
        ] {
            settings.server = .url(.init(text))
            let database = try PostgreSQLDatabase(settings, logger: quiet)
            let name = try await database.value("SELECT current_setting('application_name') AS n", "n", as: String.self)
            #expect(name == "mine")
            await database.close()
        }
    }

    @Test("A password is in no message")
    func quietPassword() async throws {
        let server = try await Engine.postgreSQLOrCancel()
        var settings = server.settings(for: "postgres")
        guard case .host(let host, let port, let database, let user, _) = settings.server else { return }
        let servers: [PostgreSQLSettings.Server] = [
            .host(host, port: port, database: database, user: user, password: .init("correct-horse")),
            .url(.init("postgresql://rekey:correct-horse@/postgres?host=\(host)")),
            .url(.init("postgresql://rekey:x@correct-horse@localhost/postgres")),
            .url(.init("postgresql://rekey:correct-horse/@localhost/postgres")),
            .url(.init("correct-horse")),
        ]
        for server in servers {
            settings.server = server
            let failure = #expect(throws: StorageFailure.self) { try PostgreSQLDatabase(settings, logger: quiet) }
            #expect(failure?.kind == .unavailable)
            #expect(failure.map { "\($0)".contains("horse") } == false)
            var dumped = ""
            dump(settings, to: &dumped)
            #expect(!"\(settings)\(String(reflecting: settings))\(dumped)".contains("horse"))
        }
    }

    @Test("A signal reaches the other nodes")
    func signals() async throws {
        try await withPostgreSQL { database, settings in
            let other = try PostgreSQLDatabase(settings, logger: quiet)
            var heard = other.signals(of: ["work", "first"]).makeAsyncIterator()
            // Everybody looks once, when the connection has begun to listen.
            let looked = [await heard.next(), await heard.next()]
            #expect(Set(looked) == ["work", "first"])
            database.signal("nobody's")
            for _ in 1...100 { database.signal("work") }
            #expect(await heard.next() == "work")
            await other.close()
        }
    }
}
