import ArgumentParser
import Logging
import Storage

/// Opens a database for a command that knows no settings of an installation, and turns what goes wrong into a line and
/// an exit code.
func withDatabase(
    _ place: DatabasePlace,
    isThere: Bool = true,
    _ body: (any Database) async throws -> Void
) async throws {
    try await withExitCodes {
        let logger = Logger(label: "rekey") { _ in TextLogHandler() }
        let database = try place.open(isThere: isThere, logger: logger)
        do {
            try await body(database)
        } catch {
            await database.close()
            throw error
        }
        await database.close()
    }
}

/// Takes an SQLite file for this command alone; nil where the engine has no file, or needs no such thing.
///
/// Refuses with `reason` where a server runs on it.
func takeAlone(_ place: DatabasePlace, orRefuse reason: String) throws -> ServingMark? {
    guard let file = place.file else { return nil }
    guard let mark = try ServingMark(.alone, on: file) else {
        throw CommandRefusal("A server runs on \(file). \(reason)")
    }
    return mark
}

/// Which database a command is about: the installation's, unless another place is given.
struct PlaceOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Another database than the configuration's: sqlite:PATH, or a postgresql:// URL.",
            valueName: "place"
        )
    )
    var database: DatabasePlace?

    func place(of installation: InstallationOptions) throws -> DatabasePlace {
        try database ?? DatabasePlace(installation.settings())
    }
}

/// A table as the summaries of these commands print it.
struct TableLine: Encodable {
    var table: String
    var rows: Int
    var sha256: String

    init(_ table: TransferredTable) {
        self.table = table.name
        rows = table.rows
        sha256 = table.digest
    }
}
