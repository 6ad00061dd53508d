import Storage
import TestSupport

/// Runs the body with a PostgreSQL database of its own and what it takes to open it.
func withPostgreSQL(
    _ tables: String...,
    changing change: (inout PostgreSQLSettings) -> Void = { _ in },
    _ body: (_ database: PostgreSQLDatabase, _ settings: PostgreSQLSettings) async throws -> Void
) async throws {
    let server = try await Engine.postgreSQLOrCancel()
    let name = try await server.makeDatabase()
    defer { server.dismiss(name) }
    var settings = server.settings(for: name)
    change(&settings)
    let database = try PostgreSQLDatabase(settings, logger: quiet)
    do {
        try await Migrator([Migration("tables", tables)]).migrate(database, at: 1)
        try await body(database, settings)
    } catch {
        await database.close()
        throw error
    }
    await database.close()
}
