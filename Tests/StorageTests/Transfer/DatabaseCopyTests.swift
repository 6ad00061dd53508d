import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite("Copy of a database")
struct DatabaseCopyTests {
    private static func copy(_ source: any Database, _ target: any Database, startingOver: Bool = false) async throws
        -> [TransferredTable]
    {
        try await DatabaseCopy(from: source, to: target, migrations: OddInstallation.migrations, mostRowsOfPage: 3)
            .run(startingOver: startingOver, at: 7)
    }

    @Test("Every row arrives as it was, from any engine to any", arguments: EnginePair.all)
    func roundTrip(pair: EnginePair) async throws {
        try await pair.withDatabases { source, target in
            let tables = try await Self.copy(source, target)
            let wanted = try await OddInstallation.contents(of: source)
            #expect(try await OddInstallation.contents(of: target) == wanted)
            #expect(tables.map(\.name) == ["owner", "thing", "history", "token", "blank"])
            #expect(tables.map(\.rows) == tables.map { wanted[$0.name]?.count })
            // It is an installation like any other now, and numbers go on.
            try await Migrator(OddInstallation.migrations).migrate(target, at: 8)
            try await target.write { try $0.execute("INSERT INTO owner (name) VALUES ('new')") }
        }
    }

    @Test("Digests are the same on every engine")
    func sameDigests() async throws {
        var digests: [[TransferredTable]] = []
        for pair in EnginePair.all {
            try await pair.withDatabases { digests.append(try await Self.copy($0, $1)) }
        }
        #expect(Set(digests).count == 1)
    }

    @Test("What was interrupted anywhere goes on and ends alike", arguments: Engine.allCases, [false, true])
    func interrupted(engine: Engine, losesAnswer: Bool) async throws {
        let pair = EnginePair(source: .sqlite, target: engine)
        try await pair.withDatabases { source, target in
            let wanted = try await OddInstallation.contents(of: source)
            var runs = 0
            while true {
                runs += 1
                try #require(runs < 200)
                let killed = InterruptedDatabase(target, after: .random(in: 1...9), losesAnswer: losesAnswer)
                do {
                    _ = try await Self.copy(source, killed)
                    break
                } catch is InterruptedDatabase.Killed {
                    guard try await target.read({ try CopyProgress.exists(in: $0) }) else {
                        // It was the last write, and only the answer was lost: the next run finds that all is there.
                        #expect(losesAnswer)
                        continue
                    }
                    // Nobody takes it for an installation meanwhile.
                    await #expect(throws: StorageFailure.self) {
                        try await Migrator(OddInstallation.migrations).migrate(target, at: 8)
                    }
                }
            }
            #expect(runs > 2)
            #expect(try await OddInstallation.contents(of: target) == wanted)
            #expect(try await !target.read { try CopyProgress.exists(in: $0) })
        }
    }

    @Test(
        "A source that changed since the interruption is noticed, and starting over helps",
        arguments: Engine.allCases
    )
    func changedSource(engine: Engine) async throws {
        for change in ["UPDATE owner SET name = 'x' WHERE id = 1", "DELETE FROM thing WHERE owner_id = 1"] as [SQL] {
            try await EnginePair(source: .sqlite, target: engine).withDatabases { source, target in
                await #expect(throws: InterruptedDatabase.Killed.self) {
                    _ = try await Self.copy(source, InterruptedDatabase(target, after: 15, losesAnswer: false))
                }
                try await source.write { _ = try $0.execute(change) }
                await #expect(throws: TransferRefusal.self) { _ = try await Self.copy(source, target) }
                _ = try await Self.copy(source, target, startingOver: true)
                let wanted = try await OddInstallation.contents(of: source)
                #expect(try await OddInstallation.contents(of: target) == wanted)
            }
        }
    }

    @Test("A byte that somebody changes in the target is noticed", arguments: Engine.allCases)
    func changedTarget(engine: Engine) async throws {
        try await EnginePair(source: .sqlite, target: engine).withDatabases { source, target in
            await #expect(throws: InterruptedDatabase.Killed.self) {
                _ = try await Self.copy(source, InterruptedDatabase(target, after: 18, losesAnswer: false))
            }
            try await target.write { _ = try $0.execute("UPDATE owner SET picture = \([UInt8(1)]) WHERE name = 'Kim'") }
            let refusal = await #expect(throws: TransferRefusal.self) { _ = try await Self.copy(source, target) }
            #expect(refusal?.description.contains("owner") == true)
            #expect(try await target.read { try CopyProgress.exists(in: $0) })
        }
    }

    @Test("A copy that is complete is found so, until either side changes", arguments: EnginePair.all)
    func complete(pair: EnginePair) async throws {
        for change in ["UPDATE owner SET name = 'x' WHERE id = 1", "DELETE FROM thing WHERE owner_id = 1"] as [SQL] {
            for isOfSource in [true, false] {
                try await pair.withDatabases { source, target in
                    let copied = try await Self.copy(source, target)
                    for startingOver in [false, true] {
                        #expect(try await Self.copy(source, target, startingOver: startingOver) == copied)
                    }
                    try await (isOfSource ? source : target).write { _ = try $0.execute(change) }
                    let before = try await OddInstallation.contents(of: target)
                    let refusal = await #expect(throws: TransferRefusal.self) {
                        _ = try await Self.copy(source, target)
                    }
                    #expect(refusal?.description.contains("not empty") == true)
                    #expect(try await OddInstallation.contents(of: target) == before)
                }
            }
        }
    }

    @Test("A target with rows is left alone, also when told to start over", arguments: Engine.allCases)
    func fullTarget(engine: Engine) async throws {
        try await EnginePair(source: .sqlite, target: engine).withDatabases { source, target in
            try await OddInstallation.fill(target)
            try await target.write { try $0.execute("INSERT INTO blank (id) VALUES ('kept')") }
            let before = try await OddInstallation.contents(of: target)
            for startingOver in [false, true] {
                await #expect(throws: TransferRefusal.self) {
                    _ = try await Self.copy(source, target, startingOver: startingOver)
                }
            }
            #expect(try await OddInstallation.contents(of: target) == before)
        }
    }

    @Test("What is written meanwhile is not in the copy, nor does it disturb it", arguments: Engine.allCases)
    func snapshot(engine: Engine) async throws {
        try await EnginePair(source: engine, target: .sqlite).withDatabases { source, target in
            let wanted = try await OddInstallation.contents(of: source)
            let reported = Mutex(0)
            let writing = Mutex<Task<Void, any Error>?>(nil)
            let copy = DatabaseCopy(
                from: source,
                to: target,
                migrations: OddInstallation.migrations,
                mostRowsOfPage: 1
            ) { progress in
                let count = reported.withLock { count in
                    count += 1
                    return count
                }
                guard count == 1, progress.stage == .writing else { return }
                writing.withLock { task in
                    task = Task {
                        try await source.write { db in _ = try db.execute("INSERT INTO blank (id) VALUES ('late')") }
                    }
                }
            }
            _ = try await copy.run(at: 7)
            try await writing.withLock { $0 }?.value
            #expect(try await OddInstallation.contents(of: target) == wanted)
            #expect(try await OddInstallation.contents(of: source) != wanted)
        }
    }

    @Test("A database without an installation is no source", arguments: Engine.allCases)
    func emptySource(engine: Engine) async throws {
        try await engine.withEmptyDatabase { source in
            try await Engine.sqlite.withEmptyDatabase { target in
                _ = await #expect(throws: TransferRefusal.self) { _ = try await Self.copy(source, target) }
            }
        }
    }
}
