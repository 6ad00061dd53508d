import Synchronization
import TestSupport

@testable import Storage

/// Tables of every kind, with rows that are easy to get wrong.
enum OddInstallation {
    static let migrations = [
        Migration(
            "0001-odd",
            [
                """
                CREATE TABLE owner (
                    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    name TEXT NOT NULL UNIQUE,
                    fraction DOUBLE PRECISION,
                    picture BYTEA
                )
                """,
                """
                CREATE TABLE thing (
                    owner_id BIGINT NOT NULL REFERENCES owner (id) ON DELETE CASCADE,
                    uri TEXT NOT NULL,
                    value TEXT,
                    PRIMARY KEY (uri, owner_id)
                )
                """,
                "CREATE INDEX thing_value ON thing (value)",
                "CREATE TABLE history (owner_id BIGINT NOT NULL REFERENCES owner (id), note TEXT NOT NULL)",
                "CREATE TABLE token (digest BYTEA PRIMARY KEY, at BIGINT)",
                "CREATE TABLE blank (id TEXT PRIMARY KEY)",
            ]
        )
    ]

    /// Two of them are one text to Swift, and two to the engines.
    private static let names = [
        "", "kim", "Kim", "Zoë 名前 👩‍👩‍👧", "e\u{301}", "\u{e9}", "'; DROP TABLE owner; --", "$1 ? :x", "a\r\n\tb\u{7f}",
        "\u{10ffff}",
        "NULL",
    ]
    private static let fractions: [Double?] = [
        nil, 0, -0.0, -0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1, .infinity,
    ]
    private static let pictures: [[UInt8]?] = [nil, [], [0], Array(0...255), [UInt8](repeating: 0xff, count: 5_000)]
    private static let instants: [Int64?] = [nil, 0, -1, .max, .min, 1_700_000_000_000_000]

    static func fill(_ database: any Database) async throws {
        try await Migrator(migrations).migrate(database, at: 1)
        try await database.write { db in
            for (index, name) in names.enumerated() {
                let owner = try db.row(
                    """
                    INSERT INTO owner (name, fraction, picture)
                    VALUES (\(name), \(fractions[index % fractions.count]), \(pictures[index % pictures.count]))
                    RETURNING id
                    """
                )
                let id: Int64 = try owner?.get("id") ?? 0
                for uri in ["http://example.com/b", "http://example.com/a"] {
                    let value = index.isMultiple(of: 3) ? nil : name
                    try db.execute("INSERT INTO thing (owner_id, uri, value) VALUES (\(id), \(uri), \(value))")
                }
                // The same row many times: more often than a page has rows.
                for _ in 0..<(index == 2 ? 8 : 1) {
                    try db.execute("INSERT INTO history (owner_id, note) VALUES (\(id), \(name))")
                }
                let digest = [UInt8(index * 20), 0, 1]
                try db.execute(
                    "INSERT INTO token (digest, at) VALUES (\(digest), \(instants[index % instants.count]))"
                )
            }
        }
    }

    /// Every row of every table, as bytes.
    static func contents(of database: any Database) async throws -> [String: [[UInt8]]] {
        try await database.read { db in
            var contents: [String: [[UInt8]]] = [:]
            for table in try TransferTable.all(of: migrations, in: db) {
                let rows = try db.rows(SQL(verbatim: "SELECT * FROM \(table.quotedName)"))
                contents[table.name] = rows.map { RowEncoding.encode($0.values) }.sorted {
                    $0.lexicographicallyPrecedes($1)
                }
            }
            return contents
        }
    }
}

/// Two engines between which something is carried.
struct EnginePair: Sendable, CustomStringConvertible {
    let source: Engine
    let target: Engine

    static let all = Engine.allCases.flatMap { source in
        Engine.allCases.map { EnginePair(source: source, target: $0) }
    }

    var description: String { "\(source.rawValue) to \(target.rawValue)" }

    /// Runs the body with a filled database and an empty one.
    func withDatabases(_ body: (_ source: any Database, _ target: any Database) async throws -> Void) async throws {
        try await source.withEmptyDatabase { source in
            try await OddInstallation.fill(source)
            try await target.withEmptyDatabase { try await body(source, $0) }
        }
    }
}

/// A database that a number of writes after which it fails belongs to, as if the process had been killed there.
final class InterruptedDatabase: Database {
    struct Killed: Error {}

    private let database: any Database
    private let writesLeft: Mutex<Int>
    /// Whether the last write is done, and only its answer lost.
    private let losesAnswer: Bool

    init(_ database: any Database, after writes: Int, losesAnswer: Bool) {
        self.database = database
        writesLeft = Mutex(writes)
        self.losesAnswer = losesAnswer
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result
    ) async throws -> Result {
        let left = writesLeft.withLock { left in
            defer { left -= 1 }
            return left
        }
        guard left > 0 else {
            if left == 0, losesAnswer { _ = try await database.write(body) }
            throw Killed()
        }
        return try await database.write(body)
    }

    func read<Result: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Result) async throws -> Result {
        try await database.read(body)
    }

    var dialect: Dialect { database.dialect }
    var statistics: DatabaseStatistics { database.statistics }
    func signal(_ topic: Topic) { database.signal(topic) }
    func signals(of topics: Set<Topic>) -> AsyncStream<Topic> { database.signals(of: topics) }
    func isReachable(within bound: Duration) async -> Bool { await database.isReachable(within: bound) }
    func close() async {}
}
