/// Brings a database's schema forward to this release's, or refuses to touch it.
///
/// It owns the table `schema_migration`, the record of what was applied. It must not know what the migrations
/// create. All that is missing is applied in one write transaction under a lock: the schema is never left half way, and
/// of two processes that start at once the second waits and finds nothing to do.
package struct Migrator: Sendable {
    private let migrations: [Migration]

    /// The whole history, oldest first.
    package init(_ migrations: [Migration]) {
        precondition(Set(migrations.map(\.name)).count == migrations.count, "every migration has a name of its own")
        self.migrations = migrations
    }

    /// Applies what is missing; returns whether that was anything.
    ///
    /// Throws `newerSchema` where a later release was here.
    @discardableResult
    package func migrate(_ database: any Database, at now: Int64) async throws -> Bool {
        try await database.write { connection in
            for statement in connection.dialect.patience { try connection.execute(statement) }
            try connection.lock("schema")
            try CopyProgress.refuseUnfinished(in: connection)
            return try apply(at: now, in: connection)
        }
    }

    /// Applies what is missing as part of a transaction that holds the lock; returns whether that was anything.
    @discardableResult
    func apply(at now: Int64, in connection: any Connection) throws -> Bool {
        let dialect = connection.dialect
        try connection.execute(SQL(verbatim: dialect.translate(Self.table)))
        let applied = try count(in: connection)
        for (position, migration) in migrations.enumerated().dropFirst(applied) {
            for statement in migration.statements {
                try connection.execute(SQL(verbatim: dialect.translate(statement)))
            }
            try connection.execute(
                """
                INSERT INTO schema_migration (position, name, digest, applied_at)
                VALUES (\(position), \(migration.name), \(migration.digest), \(now))
                """
            )
        }
        return applied < migrations.count
    }

    /// The first migration of a database in use that this release does not know: a later one was here meanwhile.
    package func laterMigration(in database: any Database) async throws -> String? {
        let known = Set(migrations.map(\.name))
        return try await database.read { try Self.record(in: $0).map(\.name).first { !known.contains($0) } }
    }

    /// How many of the migrations were applied; refuses a history that is not their beginning.
    func count(in connection: any Connection) throws -> Int {
        guard try connection.row(connection.dialect.exists("schema_migration")) != nil else { return 0 }
        let applied = try Self.record(in: connection)
        try Self.check(applied, against: migrations)
        return applied.count
    }

    /// Those of the migrations that were applied.
    func applied(in connection: any Connection) throws -> [Migration] {
        Array(migrations.prefix(try count(in: connection)))
    }

    private static func record(in connection: any Connection) throws -> [Applied] {
        try connection.rows("SELECT name, digest FROM schema_migration ORDER BY position")
            .map { try Applied(name: $0.get("name"), digest: $0.get("digest")) }
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            position BIGINT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            digest TEXT NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """

    private struct Applied {
        let name: String
        let digest: String
    }

    /// What was applied must be the beginning of what is known.
    private static func check(_ applied: [Applied], against migrations: [Migration]) throws {
        for (position, step) in applied.enumerated() {
            guard let known = migrations.firstIndex(where: { $0.name == step.name }) else {
                throw StorageFailure(
                    .newerSchema,
                    "newer schema: the database was changed by the migration \(step.name), which this release does "
                        + "not know; run the release that made it, or a later one"
                )
            }
            guard known == position else {
                throw StorageFailure(
                    .other,
                    "reordered schema: the migration \(step.name) was applied as number \(position + 1) and is number "
                        + "\(known + 1) in this release"
                )
            }
            guard migrations[known].digest == step.digest else {
                throw StorageFailure(
                    .other,
                    "edited schema: the migration \(step.name) is not what it was when it was applied to this database"
                )
            }
        }
    }
}
