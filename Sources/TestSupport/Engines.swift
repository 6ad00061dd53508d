import Accounts
import Foundation
import Logging
import Recovery
package import Storage
import Testing

/// The database engines that have to behave alike: every test of SQL runs on each.
package enum Engine: String, CaseIterable, Sendable {
    case sqlite = "SQLite"
    case postgreSQL = "PostgreSQL"

    /// A database of its own without tables, closed and gone afterwards.
    package func withEmptyDatabase<Result>(_ body: (any Database) async throws -> Result) async throws -> Result {
        switch self {
        case .sqlite: try await Self.withSQLite(body)
        case .postgreSQL: try await Self.withPostgreSQL(from: "template1", body)
        }
    }

    /// A migrated database of its own, closed and gone afterwards.
    package func withDatabase<Result>(_ body: (any Database) async throws -> Result) async throws -> Result {
        switch self {
        case .sqlite:
            try await Self.withSQLite { database in
                try await Self.migrate(database)
                return try await body(database)
            }
        case .postgreSQL:
            try await Self.withPostgreSQL(from: await Self.template(), body)
        }
    }

    /// A whole installation on a database of its own.
    package func withInstallation(
        _ options: TestInstallation.Options = TestInstallation.Options(),
        _ body: (TestInstallation) async throws -> Void
    ) async throws {
        try await withDatabase { try await body(TestInstallation(database: $0, options: options)) }
    }
}

extension Engine {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func migrate(_ database: any Database) async throws {
        let migrations = accountsMigrations + recoveryMigrations + nodeMigrations + laneMigrations
        try await Migrator(migrations).migrate(database, at: 0)
    }

    private static func withSQLite<Result>(_ body: (any Database) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            try await closing(SQLiteDatabase(path: folder + "/rekey.sqlite", logger: quiet), after: body)
        }
    }

    private static func withPostgreSQL<Result>(
        from template: @autoclosure () async throws -> String,
        _ body: (any Database) async throws -> Result
    ) async throws -> Result {
        let server = try await postgreSQLOrCancel()
        // Each has connections of its own, of which the server has only so many.
        await places.take()
        defer { places.giveBack() }
        let name = try await server.makeDatabase(from: template())
        defer { server.dismiss(name) }
        return try await closing(PostgreSQLDatabase(server.settings(for: name), logger: quiet), after: body)
    }

    private static func closing<Result>(
        _ database: any Database,
        after body: (any Database) async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await body(database)
            await database.close()
            return result
        } catch {
            await database.close()
            throw error
        }
    }

    private static let places = Places(16)

    /// The shared server; where there is none the test is skipped, but not in CI.
    package static func postgreSQLOrCancel() async throws -> PostgreSQLServer {
        do {
            return try await PostgreSQLServer.shared
        } catch let error as PostgreSQLUnavailable where ProcessInfo.processInfo.environment["CI"] != "true" {
            try Test.cancel("\(error)")
        }
    }

    /// The database that migrated ones are copies of.
    private static func template() async throws -> String { try await migrating.value }

    private static let migrating = Task {
        let server = try await PostgreSQLServer.shared
        let name = try await server.makeDatabase()
        let database = try PostgreSQLDatabase(server.settings(for: name), logger: quiet)
        try await migrate(database)
        await database.close()
        return name
    }
}
