package import Logging
import ServiceLifecycle
package import Storage

/// Notices that a later release brought the schema forward while this one runs.
///
/// Migrations are made so that both work with it, so this node goes on with what it has in hand, and says that requests
/// are better sent to others.
package struct SchemaWatch: Service {
    /// How often to look without having been rung for.
    private static let interval = Duration.seconds(10)

    private let database: any Database
    private let migrator: Migrator
    private let readiness: Readiness
    private let logger: Logger
    private let bell = Bell()

    package init(_ migrator: Migrator, of database: any Database, telling readiness: Readiness, logger: Logger) {
        self.migrator = migrator
        self.database = database
        self.readiness = readiness
        self.logger = logger
    }

    /// Has it look now.
    package func ring() { bell.ring() }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // A database that does not answer is not ready for a reason of its own.
                try? await look()
                await bell.wait(longest: Self.interval)
            }
        }
    }

    package func look() async throws {
        let later = try await migrator.laterMigration(in: database)
        guard readiness.schemaIs(known: later == nil), let later else { return }
        logger.warning(
            "a later release has changed the database: this node is not ready any more, but goes on",
            metadata: ["migration": "\(later)"]
        )
    }
}

extension SchemaWatch: CustomStringConvertible {
    package var description: String { "schema watch" }
}
