/// How far a copy into this database has come: the table `copy_progress`, which is there only while one is unfinished.
///
/// It is written in the transaction of the rows that it counts, and whoever would use the database as an installation
/// is turned away while it is there.
enum CopyProgress {
    /// What has been copied of a table.
    struct Place: Sendable, Equatable {
        var rows: Int
        /// Of those rows, as in `TableDigest`.
        var digest: [UInt8]
    }

    static func exists(in db: any Connection) throws -> Bool {
        try db.row(db.dialect.exists("copy_progress")) != nil
    }

    static func refuseUnfinished(in db: any Connection) throws {
        guard try exists(in: db) else { return }
        throw StorageFailure(
            .other,
            "a copy into this database has not been finished: run the same rekey database copy again"
        )
    }

    static func begin(_ tables: [TransferTable], in db: any Connection) throws {
        let statement = """
            CREATE TABLE copy_progress (
                name TEXT PRIMARY KEY,
                copied BIGINT NOT NULL,
                digest BYTEA NOT NULL
            )
            """
        try db.execute(SQL(verbatim: db.dialect.translate(statement)))
        let start = TableDigest()
        for table in tables {
            try db.execute(
                "INSERT INTO copy_progress (name, copied, digest) VALUES (\(table.name), \(start.rows), \(start.bytes))"
            )
        }
    }

    static func places(in db: any Connection) throws -> [String: Place] {
        var places: [String: Place] = [:]
        for row in try db.rows("SELECT name, copied, digest FROM copy_progress") {
            places[try row.get("name")] = Place(rows: try row.get("copied"), digest: try row.get("digest"))
        }
        return places
    }

    /// Refuses where somebody else has gone on meanwhile.
    static func advance(_ table: String, from rows: Int, to digest: TableDigest, in db: any Connection) throws {
        let changed = try db.execute(
            """
            UPDATE copy_progress SET copied = \(digest.rows), digest = \(digest.bytes)
            WHERE name = \(table) AND copied = \(rows)
            """
        )
        guard changed == 1 else { throw TransferRefusal("Another copy into this database is under way.") }
    }

    static func end(in db: any Connection) throws {
        try db.execute("DROP TABLE copy_progress")
    }
}
