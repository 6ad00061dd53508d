import TestSupport
import Testing

@testable import Storage

@Suite("Servers that run on a PostgreSQL database")
struct RunningServersTests {
    @Test("are noticed as long as they are connected, and a command's connections are not")
    func noticed() async throws {
        try await withPostgreSQL { command, settings in
            try await command.refuseServers(orRefuse: "Stop it.")
            var serving = settings
            serving.isServing = true
            for number in 1...2 {
                let server = try PostgreSQLDatabase(serving, logger: quiet)
                #expect(try await server.value("SELECT 1 AS n", "n", as: Int.self) == 1)
                let refusal = await #expect(throws: TransferRefusal.self) {
                    try await command.refuseServers(orRefuse: "Stop it.")
                }
                let wanted = "A server runs on the database, connected from a socket. Stop it."
                #expect(refusal?.description == wanted, "server \(number)")
                await server.close()
                try await command.refuseServers(orRefuse: "Stop it.")
            }
        }
    }

    @Test("do not start while a command has the database for itself")
    func keptOut() async throws {
        try await withPostgreSQL { command, settings in
            var serving = settings
            serving.isServing = true
            try await command.write { [serving] db in
                try db.takeAlone(orRefuse: "Stop it.")
                let failure = #expect(throws: StorageFailure.self) { try PostgreSQLDatabase(serving, logger: quiet) }
                #expect(failure?.kind == .unavailable)
                #expect(failure?.message == "a command has the database for itself; start when it is done")
            }
            await (try PostgreSQLDatabase(serving, logger: quiet)).close()
        }
    }

    @Test("are another database's business where they run on another")
    func elsewhere() async throws {
        try await withPostgreSQL { command, _ in
            try await withPostgreSQL(changing: { $0.isServing = true }) { server, _ in
                #expect(try await server.value("SELECT 1 AS n", "n", as: Int.self) == 1)
                try await command.refuseServers(orRefuse: "Stop it.")
            }
        }
    }
}
