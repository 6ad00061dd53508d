import ArgumentParser
import FoundationEssentials
import Logging
import Settings
import Storage

/// Where a database is, as an operator names it: `sqlite:PATH` or a path, or a `postgresql://…` URL.
///
/// The password need not be in the URL: libpq takes it from `PGPASSWORD` or `~/.pgpass`.
enum DatabasePlace: Sendable, Equatable, ExpressibleByArgument {
    case sqlite(String)
    case postgreSQL(String)
    /// The installation's own, as the settings say how to reach it.
    case configured(DatabaseServerSettings)

    init?(argument: String) {
        if ["postgresql://", "postgres://"].contains(where: argument.hasPrefix) {
            self = .postgreSQL(argument)
            return
        }
        let path = argument.hasPrefix("sqlite:") ? String(argument.dropFirst(7)) : argument
        // Another scheme is a mistake, not a file of that name.
        guard !path.isEmpty, !path.contains("://") else { return nil }
        self = .sqlite(path)
    }

    /// The one that the settings name.
    init(_ settings: Settings) {
        self =
            switch settings.database.engine {
            case .sqlite: .sqlite(settings.database.file)
            case .postgreSQL(let server): .configured(server)
            }
    }

    /// The place without a password.
    var description: String {
        switch self {
        case .sqlite(let path): path
        case .configured: "the configured PostgreSQL database"
        case .postgreSQL(let url):
            "postgresql://"
                + url.prefix { $0 != "?" }.split(separator: "://", maxSplits: 1).dropFirst().joined()
                .split(separator: "@", omittingEmptySubsequences: false).suffix(1).joined()
        }
    }

    /// The file of an engine that has one.
    var file: String? {
        guard case .sqlite(let path) = self else { return nil }
        return path
    }

    /// Opens it for a command that takes its time.
    ///
    /// `isThere`: a file that is not there is refused instead of made.
    func open(isThere: Bool, logger: Logger) throws -> any Database {
        switch self {
        case .sqlite(let path):
            guard !isThere || FileManager.default.fileExists(atPath: path) else {
                throw CommandRefusal("There is no database \(path).")
            }
            return try SQLiteDatabase(path: path, readers: 1, busyTimeout: .seconds(30), logger: logger)
        case .postgreSQL(let url):
            return try PostgreSQLDatabase(Self.patient(PostgreSQLSettings(server: .url(.init(url)))), logger: logger)
        case .configured(let server):
            return try PostgreSQLDatabase(Self.patient(PostgreSQLSettings(server)), logger: logger)
        }
    }

    /// No statement of these commands is short, and nobody waits for one.
    private static func patient(_ settings: PostgreSQLSettings) -> PostgreSQLSettings {
        var settings = settings
        settings.connections = 2
        settings.waitTimeout = .seconds(30)
        settings.statementTimeout = .zero
        settings.lockTimeout = .seconds(30)
        settings.idleTransactionTimeout = .zero
        settings.applicationName = "rekey database"
        return settings
    }
}
