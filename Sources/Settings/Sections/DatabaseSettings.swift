/// Where Rekey keeps what it knows.
package struct DatabaseSettings: Sendable {
    package enum Engine: String, Sendable, CaseIterable {
        case sqlite
    }

    /// What WSO2 writes for `database.identity_db.type`, and our own engine.
    private enum WrittenType: String, CaseIterable {
        case sqlite, h2, mysql, postgre, oracle, mssql, db2
    }

    package let engine: Engine
    package let file: String

    init(reading reader: inout SettingsReader) {
        let type = reader.read(
            "database.identity_db.type",
            .oneOf(WrittenType.self),
            default: "sqlite",
            "Rekey has one engine, embedded SQLite; the types of WSO2's files are accepted and come to the same."
        )
        engine = .sqlite
        file = reader.read(
            "rekey.database_file",
            .nonEmptyText,
            default: "$ref{rekey.data_directory}/rekey.db",
            "The file of the SQLite database."
        )
        if type != .sqlite {
            reader.note(
                "database.identity_db.type",
                "Rekey keeps its own data in \(file); WSO2's \(type.rawValue) database is neither read nor written"
            )
        }
    }
}
