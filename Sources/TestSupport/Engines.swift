import Accounts
import Logging
import Recovery
package import Storage

/// The database engines that every test of SQL runs on.
package enum Engine: String, CaseIterable, Sendable {
    case sqlite = "SQLite"

    /// A migrated database of its own, closed and gone afterwards.
    package func withDatabase<Result>(_ body: (any Database) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase(
                path: folder + "/rekey.sqlite",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            try await Migrator(accountsMigrations + recoveryMigrations).migrate(database, at: 0)
            do {
                let result = try await body(database)
                await database.close()
                return result
            } catch {
                await database.close()
                throw error
            }
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
