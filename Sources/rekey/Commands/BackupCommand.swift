import Accounts
import ArgumentParser
import Recovery
import Storage

/// `rekey backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write the database into one file, while the server runs.",
        discussion: """
            Example: rekey backup --to /var/backups/rekey/today.rekey

            The file is one snapshot of every table and may be restored to either engine. It has password hashes in it, \
            and what is sealed stays sealed: the master key is not in it and has to be kept apart.
            """
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var source: PlaceOptions

    @Option(name: .long, help: ArgumentHelp("The file to write; it must not exist yet.", valueName: "file"))
    var to: String

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        let place = try source.place(of: installation)
        try await withDatabase(place) { database in
            let bar = ProgressBar()
            defer { bar.end() }
            let summary = try await Backup.make(
                of: database,
                to: to,
                migrations: schemaHistory,
                release: Version.text,
                at: Surroundings.machine.now().microseconds
            ) { bar.show("reading", $0.rows, of: $0.totalRows) }
            bar.end()
            if json {
                try Terminal.sayJSON(BackupLine(summary, file: to))
            } else {
                Terminal.say(
                    """
                    \(summary.rows) rows of \(summary.tables.count) tables are in \(to).
                    SHA-256 \(summary.digest)
                    The master key is not in it: keep a copy of it apart.
                    """
                )
            }
        }
    }
}

/// A backup as `backup` and `restore` print it.
struct BackupLine: Encodable {
    var file: String
    var release: String
    var made: String
    var rows: Int
    var sha256: String
    var tables: [TableLine]

    init(_ summary: BackupSummary, file: String) {
        self.file = file
        release = summary.header.release
        made = Instant(microseconds: summary.header.madeAt).iso8601
        rows = summary.rows
        sha256 = summary.digest
        tables = summary.tables.map { TableLine($0) }
    }
}
