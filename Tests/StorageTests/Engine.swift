import Logging
import Storage
import TestSupport

extension Engine {
    /// Runs the body with a database that holds the tables of these statements.
    func withTables(_ tables: String..., body: (any Database) async throws -> Void) async throws {
        try await withEmptyDatabase { database in
            try await Migrator([Migration("tables", tables)]).migrate(database, at: 1)
            try await body(database)
        }
    }
}

/// Runs the body with an open SQLite database in a folder of its own, which is removed afterwards.
func withSQLite(
    busyTimeout: Duration = .seconds(5),
    _ body: (_ database: SQLiteDatabase, _ path: String) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let path = folder + "/rekey.db"
        let database = try SQLiteDatabase(path: path, busyTimeout: busyTimeout, logger: quiet)
        do {
            try await body(database, path)
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension Database {
    /// The only value of a query's first row.
    func value<T: ValueConvertible & Sendable>(_ query: SQL, _ column: String, as type: T.Type = T.self) async throws
        -> T
    {
        try await read { connection in
            guard let row = try connection.row(query) else { throw NoRow() }
            return try row.get(column)
        }
    }
}

struct NoRow: Error {}

/// What a test's own closure throws, as a rule of the product would.
struct Refusal: Error, Equatable {}

/// The kind of storage failure that the body ends in; nil where it succeeds.
func failure(of body: () async throws -> some Any) async throws -> StorageFailure.Kind? {
    do {
        _ = try await body()
        return nil
    } catch let failure as StorageFailure {
        return failure.kind
    }
}
