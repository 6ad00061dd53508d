/// Puts a backup into a database: all of it in one transaction, or nothing.
///
/// A backup of an older schema is put into that schema and then brought forward, in the same transaction. It must not
/// know the tables, nor what has to be done about what was true only on the backup's day: that is `settle`'s.
package struct Restore: Sendable {
    private let path: String
    private let migrations: [Migration]
    private let report: @Sendable (TransferProgress) -> Void

    package init(
        from path: String,
        migrations: [Migration],
        report: @escaping @Sendable (TransferProgress) -> Void = { _ in }
    ) {
        self.path = path
        self.migrations = migrations
        self.report = report
    }

    /// Reads the file from end to end, which comes before anything is written; throws where it is damaged, or of a
    /// schema that this release does not know.
    ///
    /// It blocks.
    package func verify() throws -> BackupSummary {
        let summary = try Backup.read(path)
        _ = try known(summary.header)
        return summary
    }

    /// Writes what was verified.
    ///
    /// `replacing`: whether what is in the database may go; otherwise it has to be empty. `settle` is called in the same
    /// transaction, once the rows are there and the schema is this release's.
    package func run<Settled: Sendable>(
        _ summary: BackupSummary,
        into database: any Database,
        replacing: Bool,
        at now: Int64,
        settle: @escaping @Sendable (any Connection) throws -> Settled
    ) async throws -> Settled {
        let backedUp = try known(summary.header)
        let migrator = Migrator(migrations)
        return try await database.write { db in
            for statement in db.dialect.patience { try db.execute(statement) }
            try db.takeAlone(orRefuse: "Stop it first.")
            try db.lock("schema")
            try clear(migrator, replacing: replacing, in: db)
            try Migrator(backedUp).apply(at: now, in: db)
            guard try insert(backedUp, of: summary.rows, in: db).digest == summary.digest else {
                throw TransferRefusal("\(path) was changed while it was restored. Nothing was restored from it.")
            }
            try migrator.apply(at: now, in: db)
            return try settle(db)
        }
    }

    /// The migrations of the backup; refuses what is not the beginning of this release's.
    private func known(_ header: BackupHeader) throws -> [Migration] {
        let beginning = Array(migrations.prefix(header.migrations.count))
        guard BackupHeader.steps(beginning) == header.migrations, !beginning.isEmpty else {
            throw TransferRefusal(
                "\(path) was made by release \(header.release), whose schema this release does not know. Restore it with "
                    + "that release, or a later one."
            )
        }
        return beginning
    }

    /// Leaves the database without tables of ours.
    private func clear(_ migrator: Migrator, replacing: Bool, in db: any Connection) throws {
        let tables = try TransferTable.all(of: migrator.applied(in: db), in: db)
        if !replacing {
            let isUnfinished = try CopyProgress.exists(in: db)
            guard try !isUnfinished && tables.allSatisfy({ try $0.isEmpty(in: db) }) else {
                throw TransferRefusal("The database is not empty.")
            }
        }
        for table in tables.reversed() { try db.execute(SQL(verbatim: "DROP TABLE \(table.quotedName)")) }
        for table in ["copy_progress", "schema_migration"] {
            try db.execute(SQL(verbatim: "DROP TABLE IF EXISTS \(table)"))
        }
    }

    private func insert(_ backedUp: [Migration], of totalRows: Int, in db: any Connection) throws -> BackupSummary {
        let tables = try TransferTable.all(of: backedUp, in: db)
        // Rows that a migration made are in the backup as well, as they were in the end.
        for table in tables.reversed() { try table.clear(in: db) }
        var position = -1
        var rows = 0
        let summary = try Backup.read(path) { piece in
            switch piece {
            case .header: break
            case .table(let table):
                position += 1
                guard position < tables.count, tables[position].name == table.name,
                    tables[position].columns == table.columns
                else { throw TransferRefusal("\(path) has a table \(table.name) that is not one of its schema.") }
            case .rows(let page):
                try tables[position].insert(page, in: db)
                rows += page.count
                report(.init(stage: .writing, table: tables[position].name, rows: rows, totalRows: totalRows))
            case .tableEnd:
                try tables[position].continueNumbers(in: db)
            }
        }
        guard position + 1 == tables.count else { throw TransferRefusal("\(path) has not all tables of its schema.") }
        return summary
    }
}
