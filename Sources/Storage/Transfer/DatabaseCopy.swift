/// Copies a whole installation from one database to another, of whatever engines.
///
/// It owns the order of things: the target is brought to the source's schema and has to be empty; the source is read
/// as one snapshot; each page is written in a transaction together with how far the copy has come; at the end every
/// table of the target is read again and compared. What was interrupted at any point goes on where it was; what is
/// complete already is compared alone. It must not know the tables.
package struct DatabaseCopy: Sendable {
    private let source: any Database
    private let target: any Database
    private let migrator: Migrator
    private let mostRowsOfPage: Int
    private let report: @Sendable (TransferProgress) -> Void

    package init(
        from source: any Database,
        to target: any Database,
        migrations: [Migration],
        mostRowsOfPage: Int? = nil,
        report: @escaping @Sendable (TransferProgress) -> Void = { _ in }
    ) {
        self.source = source
        self.target = target
        migrator = Migrator(migrations)
        self.mostRowsOfPage = mostRowsOfPage ?? TransferTable.mostRowsOfPage
        self.report = report
    }

    /// `startingOver`: throws away what an unfinished copy has left in the target, and nothing else.
    package func run(startingOver: Bool = false, at now: Int64) async throws -> [TransferredTable] {
        let migrations = try await source.read { [migrator] db in
            try CopyProgress.refuseUnfinished(in: db)
            return try migrator.applied(in: db)
        }
        guard !migrations.isEmpty else { throw TransferRefusal("There is no installation in the source.") }
        if let complete = try await complete(migrations) { return complete }
        try await prepare(Migrator(migrations), migrations, startingOver: startingOver, at: now)
        let copied = try await copyTables(migrations)
        let found = try await summaries(of: target, migrations, totalRows: copied.reduce(0) { $0 + $1.rows })
        for (wanted, found) in zip(copied, found) where wanted != found {
            throw TransferRefusal(
                "The target's table \(found.name) is not what the source's is (\(found.rows) and \(wanted.rows) "
                    + "rows): something else has written into the target. Start over."
            )
        }
        try await target.write { try CopyProgress.end(in: $0) }
        return copied
    }
}

extension DatabaseCopy {
    /// Makes the target ready for the rows, or finds it as an earlier run left it.
    private func prepare(
        _ migrator: Migrator,
        _ migrations: [Migration],
        startingOver: Bool,
        at now: Int64
    ) async throws {
        try await target.write { db in
            for statement in db.dialect.patience { try db.execute(statement) }
            try db.lock("schema")
            let isUnfinished = try CopyProgress.exists(in: db)
            if isUnfinished, startingOver {
                let tables = try TransferTable.all(of: migrator.applied(in: db), in: db)
                for table in tables.reversed() { try table.clear(in: db) }
                try CopyProgress.end(in: db)
            }
            if isUnfinished, !startingOver {
                guard try migrator.count(in: db) == migrations.count else {
                    throw TransferRefusal("The unfinished copy in the target is of another schema. Start over.")
                }
                return
            }
            for table in try TransferTable.all(of: migrator.applied(in: db), in: db) {
                guard try table.isEmpty(in: db) else {
                    throw TransferRefusal("The target is not empty: its table \(table.name) has rows.")
                }
            }
            try migrator.apply(at: now, in: db)
            let tables = try TransferTable.all(of: migrations, in: db)
            // Rows that a migration made are in the source as well, as they are by now.
            for table in tables.reversed() { try table.clear(in: db) }
            try CopyProgress.begin(tables, in: db)
        }
    }

    /// What an earlier run has copied to the end, its last answer maybe lost; nil where the target is anything but the
    /// same as the source.
    private func complete(_ migrations: [Migration]) async throws -> [TransferredTable]? {
        let counts = { @Sendable (db: any Connection) in
            try TransferTable.all(of: migrations, in: db).map { try $0.count(in: db) }
        }
        let found = try await target.read { db -> [Int]? in
            for statement in db.dialect.patience { try db.execute(statement) }
            guard try !CopyProgress.exists(in: db), try Migrator(migrations).count(in: db) == migrations.count else {
                return nil
            }
            return try counts(db)
        }
        guard let found, found.contains(where: { $0 > 0 }), try await source.read({ try counts($0) }) == found else {
            return nil
        }
        let totalRows = 2 * found.reduce(0, +)
        let wanted = try await summaries(of: source, migrations, totalRows: totalRows)
        let copied = try await summaries(of: target, migrations, after: totalRows / 2, totalRows: totalRows)
        return wanted == copied ? copied : nil
    }

    private enum Piece: Sendable {
        case tables([TransferTable], totalRows: Int)
        case page(TransferTable, [[Value]])
        case end(TransferTable)
    }

    private func copyTables(_ migrations: [Migration]) async throws -> [TransferredTable] {
        let places = try await target.read { try CopyProgress.places(in: $0) }
        let targetTables = try await target.read { try TransferTable.all(of: migrations, in: $0) }
        var done: [TransferredTable] = []
        var digest = TableDigest()
        var rows = 0
        var totalRows = 0
        try await source.streaming { [mostRowsOfPage] (db, yield: (Piece) throws -> Void) in
            let tables = try TransferTable.all(of: migrations, in: db)
            try yield(.tables(tables, totalRows: tables.reduce(0) { $0 + (try $1.count(in: db)) }))
            for table in tables {
                try table.forEachPage(in: db, upTo: mostRowsOfPage) { try yield(.page(table, $0)) }
                try yield(.end(table))
            }
        } consume: { piece in
            switch piece {
            case .tables(let tables, let total):
                guard tables == targetTables else {
                    throw TransferRefusal("The tables of source and target have not the same columns.")
                }
                totalRows = total
            case .page(let table, let page):
                digest = try await copy(page, of: table, after: digest, place: places[table.name])
                rows += page.count
                report(.init(stage: .writing, table: table.name, rows: rows, totalRows: totalRows))
            case .end(let table):
                guard digest.rows >= places[table.name]?.rows ?? 0 else { throw Self.changedSource(table) }
                try await target.write { try table.continueNumbers(in: $0) }
                done.append(TransferredTable(table.name, digest))
                digest = TableDigest()
            }
        }
        return done
    }

    /// Writes what the target has not yet of a page, and returns the digest after it.
    ///
    /// `place`: how far an earlier run has come.
    private func copy(
        _ page: [[Value]],
        of table: TransferTable,
        after digest: TableDigest,
        place: CopyProgress.Place?
    ) async throws -> TableDigest {
        var digest = digest
        let before = place?.rows ?? 0
        var missing = page[...]
        while digest.rows < before, let row = missing.popFirst() {
            digest.add(row)
            if digest.rows == before, digest.bytes != place?.digest { throw Self.changedSource(table) }
        }
        guard !missing.isEmpty else { return digest }
        let start = digest.rows
        for row in missing { digest.add(row) }
        try await target.write { [digest, missing = Array(missing)] db in
            try table.insert(missing, in: db)
            try CopyProgress.advance(table.name, from: start, to: digest, in: db)
        }
        return digest
    }

    private static func changedSource(_ table: TransferTable) -> TransferRefusal {
        TransferRefusal(
            "The source's table \(table.name) has changed since the copy was interrupted: it cannot go on. Start over."
        )
    }

    /// Reads every table again and says what is there.
    private func summaries(
        of database: any Database,
        _ migrations: [Migration],
        after rowsBefore: Int = 0,
        totalRows: Int
    ) async throws -> [TransferredTable] {
        try await database.read { [report, mostRowsOfPage] db in
            for statement in db.dialect.patience { try db.execute(statement) }
            var rows = rowsBefore
            return try TransferTable.all(of: migrations, in: db).map { table in
                var digest = TableDigest()
                try table.forEachPage(in: db, upTo: mostRowsOfPage) { page in
                    for row in page { digest.add(row) }
                    rows += page.count
                    report(.init(stage: .verifying, table: table.name, rows: rows, totalRows: totalRows))
                }
                return TransferredTable(table.name, digest)
            }
        }
    }
}
