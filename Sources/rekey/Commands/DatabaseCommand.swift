import Accounts
import ArgumentParser
import Recovery
import Storage

/// `rekey database copy`.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database",
        abstract: "Move a whole installation to another database.",
        subcommands: [Copy.self]
    )

    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy an installation between SQLite and PostgreSQL, and compare the two at the end.",
            discussion: """
                Example: rekey database copy --from /var/lib/rekey/rekey.db --to postgresql://rekey@db.example.com/rekey

                A place is sqlite:PATH, a path, or a postgresql:// URL; the password comes from PGPASSWORD or ~/.pgpass. \
                Stop the servers first: what they write after the beginning is not copied. The target has to be empty. \
                What was interrupted goes on when the same command is run again, and a copy that is complete is told as \
                such. The master key is not copied: it stays in the data folder.
                """
        )

        @Option(name: .long, help: ArgumentHelp("The database to copy.", valueName: "place"))
        var from: DatabasePlace

        @Option(name: .long, help: ArgumentHelp("The empty database to copy it to.", valueName: "place"))
        var to: DatabasePlace

        @Flag(name: .long, help: "Throw away what an unfinished copy has left in the target.")
        var startOver = false

        @Flag(
            name: .long,
            help: "Copy although a server runs, for a rehearsal: what it writes meanwhile is not copied."
        )
        var whileServing = false

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func validate() throws {
            guard from != to else { throw ValidationError("--from and --to are the same database.") }
        }

        func run() async throws {
            try await withDatabase(from) { source in
                let reason = "Stop it, or give --while-serving for a rehearsal."
                let mark = whileServing ? nil : try takeAlone(from, orRefuse: reason)
                if !whileServing { try await source.refuseServers(orRefuse: reason) }
                try await withDatabase(to, isThere: false) { target in
                    let reason = "It cannot be the target."
                    let targetMark = try takeAlone(to, orRefuse: reason)
                    try await target.refuseServers(orRefuse: reason)
                    try await copy(source, target)
                    withExtendedLifetime(targetMark) {}
                }
                withExtendedLifetime(mark) {}
            }
        }

        private struct Summary: Encodable {
            var from: String
            var to: String
            var rows: Int
            var tables: [TableLine]
        }

        private func copy(_ source: any Database, _ target: any Database) async throws {
            let bar = ProgressBar()
            defer { bar.end() }
            let tables = try await DatabaseCopy(from: source, to: target, migrations: schemaHistory) {
                bar.show($0.stage == .verifying ? "verifying" : "copying", $0.rows, of: $0.totalRows)
            }.run(startingOver: startOver, at: Surroundings.machine.now().microseconds)
            bar.end()
            let rows = tables.reduce(0) { $0 + $1.rows }
            if json {
                let lines = tables.map { TableLine($0) }
                try Terminal.sayJSON(Summary(from: from.description, to: to.description, rows: rows, tables: lines))
                return
            }
            Terminal.sayTable(["TABLE", "ROWS", "SHA-256"], tables.map { [$0.name, String($0.rows), $0.digest] })
            Terminal.say(
                """
                \(rows) rows are in \(to.description), the same as in \(from.description). The master key stays where it \
                is: every server needs the same one.
                """
            )
        }
    }
}
