import Accounts
import Cryptography
import Logging
import Recovery
import Settings
import Storage

/// Which engine there is, and that the database and the master key belong together.
extension Assembly {
    static let migrator = Migrator(schemaHistory)

    /// The database, brought up to date, and its keys.
    static func open(
        _ settings: Settings,
        for duty: Duty,
        environment: [String: String],
        logger: Logger,
        at now: Instant
    ) async throws -> (any Database, Keys) {
        let folder = DataFolder(path: settings.dataDirectory)
        try folder.make()
        let hasKey = folder.hasKey(environment: environment)
        if settings.database.engine == .sqlite, !hasKey { try folder.refuseLostKey(database: settings.database.file) }
        let database = try openDatabase(settings.database, for: duty, logger)
        do {
            if try await migrator.migrate(database, at: now.microseconds) { database.signal(.schema) }
            // A key that is made here and now is not the one of a database that has one.
            if !hasKey, try await KeyRecord.isMade(in: database) { throw folder.keyIsMissing }
            let keys = Keys(master: try MasterKey.load(directory: settings.dataDirectory, environment: environment))
            guard try await KeyRecord.admits(keys, to: database, at: now) else {
                throw folder.keyIsForeign(environment: environment)
            }
            return (database, keys)
        } catch {
            await database.close()
            throw error
        }
    }

    private static func openDatabase(
        _ settings: DatabaseSettings,
        for duty: Duty,
        _ logger: Logger
    ) throws -> any Database {
        switch settings.engine {
        case .sqlite: return try SQLiteDatabase(path: settings.file, logger: logger)
        case .postgreSQL(let server):
            var settings = PostgreSQLSettings(server)
            settings.isServing = duty != .command
            return try PostgreSQLDatabase(settings, logger: logger)
        }
    }
}

extension Assembly {
    /// Tells commands that want an SQLite file for themselves that it is in use; nil on an engine without one, where
    /// the connections tell it.
    func takePart() throws -> ServingMark? {
        guard settings.database.engine == .sqlite else { return nil }
        guard let mark = try ServingMark(.server, on: settings.database.file) else {
            throw CommandRefusal("A command has \(settings.database.file) for itself; start when it is done.")
        }
        return mark
    }
}

extension PostgreSQLSettings {
    init(_ settings: DatabaseServerSettings) {
        self.init(
            server: Server(settings.place),
            tls: settings.tlsMode.flatMap { TLS(rawValue: $0.rawValue) },
            rootCertificateFile: settings.rootCertificateFile,
            connections: settings.connections,
            waitTimeout: .microseconds(settings.waitTimeout),
            statementTimeout: .microseconds(settings.statementTimeout)
        )
    }
}

extension PostgreSQLSettings.Server {
    fileprivate init(_ place: DatabaseServerSettings.Place) {
        switch place {
        case .host(let host, let port, let database, let username, let password):
            self = .host(
                host,
                port: port,
                database: database,
                user: username,
                password: password.map { PostgreSQLSettings.Password($0.revealed) }
            )
        case .url(let url):
            self = .url(PostgreSQLSettings.Password(url.revealed))
        }
    }
}
