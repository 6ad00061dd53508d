/// Where Rekey keeps what it knows.
package struct DatabaseSettings: Sendable {
    package enum Engine: Sendable, Equatable {
        /// A file on this machine.
        case sqlite
        case postgreSQL(DatabaseServerSettings)
    }

    /// What WSO2 writes for `database.identity_db.type`, and our own engine.
    private enum WrittenType: String, CaseIterable {
        case sqlite, postgre, postgresql, h2, mysql, oracle, mssql, db2
    }

    package let engine: Engine
    /// The SQLite database's.
    package let file: String

    init(reading reader: inout SettingsReader) {
        let type = reader.read(
            "database.identity_db.type",
            .oneOf(WrittenType.self),
            default: "sqlite",
            """
            `postgre` (or `postgresql`) is a PostgreSQL server; all others, WSO2's included, come to embedded SQLite.
            """
        )
        let isServer = type == .postgre || type == .postgresql
        let server = DatabaseServerSettings(reading: &reader, isUsed: isServer)
        file = reader.read(
            "rekey.database_file",
            .nonEmptyText,
            default: "$ref{rekey.data_directory}/rekey.db",
            "The file of the SQLite database."
        )
        // Where the server's settings are impossible, nothing is opened: that they are has been recorded.
        engine = if let server { .postgreSQL(server) } else { .sqlite }
        if isServer, reader.isWritten("rekey.database_file") {
            reader.note("rekey.database_file", "not used: the data is in PostgreSQL")
        }
        guard !isServer else { return }
        if type != .sqlite {
            reader.note(
                "database.identity_db.type",
                "Rekey keeps its own data in \(file); WSO2's \(type.rawValue) database is neither read nor written"
            )
        }
        DatabaseServerSettings.explainUnused(isOwn: type == .sqlite, to: &reader)
    }
}
