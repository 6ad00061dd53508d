import Cryptography

/// Writes an installation's database into one file, and checks such files.
///
/// A backup is one snapshot of every table, whatever is written meanwhile, in a form that no engine owns. What is sealed
/// in the database is sealed in it, and the key is not. It must not know the tables.
package enum Backup {
    /// Returns once the file is on the disk, readable for its owner alone.
    package static func make(
        of database: any Database,
        to path: String,
        migrations: [Migration],
        release: String,
        at now: Int64,
        report: @escaping @Sendable (TransferProgress) -> Void = { _ in }
    ) async throws -> BackupSummary {
        try await database.read { db in
            for statement in db.dialect.patience { try db.execute(statement) }
            try CopyProgress.refuseUnfinished(in: db)
            let migrations = try Migrator(migrations).applied(in: db)
            guard !migrations.isEmpty else { throw TransferRefusal("There is no installation in the database.") }
            let file = try BackupFileWriter(path)
            let header = BackupHeader(release: release, madeAt: now, migrations: migrations)
            try file.write(.header, json: header)
            let tables = try TransferTable.all(of: migrations, in: db)
            let totalRows = try tables.reduce(0) { $0 + (try $1.count(in: db)) }
            var rows = 0
            let written = try tables.map { table in
                try file.write(.table, json: BackupTable(name: table.name, columns: table.columns))
                var digest = TableDigest()
                try table.forEachPage(in: db) { page in
                    for row in page {
                        digest.add(row)
                        try file.write(.row, RowEncoding.encode(row))
                    }
                    rows += page.count
                    report(.init(stage: .reading, table: table.name, rows: rows, totalRows: totalRows))
                }
                let summary = TransferredTable(table.name, digest)
                try file.write(.tableEnd, json: summary)
                return summary
            }
            return BackupSummary(header: header, tables: written, digest: Hexadecimal.encode(try file.finish()))
        }
    }

    /// Reads a file from end to end; throws where it is not what was once written.
    ///
    /// It blocks. `visit` is shown what is found in the order of the file, before it is known that all of it is right.
    @discardableResult
    static func read(_ path: String, _ visit: (Piece) throws -> Void = { _ in }) throws -> BackupSummary {
        let file = try BackupFileReader(path)
        let first = try file.next()
        guard first.record == .header else { throw file.damaged("it does not begin with its header") }
        let header = try file.decode(first.content, as: BackupHeader.self)
        try visit(.header(header))
        var tables: [TransferredTable] = []
        while true {
            let (record, content) = try file.next()
            switch record {
            case .table:
                let table = try file.decode(content, as: BackupTable.self)
                try visit(.table(table))
                tables.append(try readRows(of: table, from: file, visit))
            case .end:
                return BackupSummary(header: header, tables: tables, digest: Hexadecimal.encode(content))
            case .header, .row, .tableEnd:
                throw file.damaged("its records are out of order")
            }
        }
    }

    enum Piece {
        case header(BackupHeader)
        case table(BackupTable)
        /// Some rows of the table that was named last.
        case rows([[Value]])
        case tableEnd(TransferredTable)
    }

    private static let mostRowsOfPiece = 1_000

    private static func readRows(
        of table: BackupTable,
        from file: BackupFileReader,
        _ visit: (Piece) throws -> Void
    ) throws -> TransferredTable {
        var digest = TableDigest()
        var rows: [[Value]] = []
        while true {
            let (record, content) = try file.next()
            switch record {
            case .row:
                guard let row = RowEncoding.decode(content, columns: table.columns) else {
                    throw file.damaged("a row of \(table.name) cannot be read")
                }
                digest.add(row)
                rows.append(row)
                guard rows.count == mostRowsOfPiece else { continue }
                try visit(.rows(rows))
                rows.removeAll(keepingCapacity: true)
            case .tableEnd:
                if !rows.isEmpty { try visit(.rows(rows)) }
                let summary = TransferredTable(table.name, digest)
                guard try file.decode(content) == summary else {
                    throw file.damaged("the rows of \(table.name) are not those that were written")
                }
                try visit(.tableEnd(summary))
                return summary
            case .header, .table, .end:
                throw file.damaged("its records are out of order")
            }
        }
    }
}
