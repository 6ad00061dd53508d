/// The connection that a bracket's closure is given.
///
/// It owns what one bracket has to remember: whether a statement was refused. It must not know whether its bracket
/// is a whole transaction or one savepoint of a group.
final class SQLiteConnection: Connection {
    let dialect = Dialect.sqlite

    /// The engine's answer to the first statement that it refused.
    private(set) var refusal: StorageFailure?

    private let session: SQLiteSession

    init(_ session: SQLiteSession) {
        self.session = session
    }

    func rows(_ query: SQL) throws -> [Row] {
        var columns: [String] = []
        var rows: [Row] = []
        try run(query) { statement in
            if rows.isEmpty { columns = statement.columns }
            rows.append(Row(columns: columns, values: statement.currentRow))
            return true
        }
        return rows
    }

    func row(_ query: SQL) throws -> Row? {
        var first: Row?
        try run(query) { statement in
            if first == nil { first = Row(columns: statement.columns, values: statement.currentRow) }
            return !statement.onlyReads
        }
        return first
    }

    func execute(_ statement: SQL) throws -> Int {
        let before = session.totalChanges
        try run(statement) { _ in true }
        // A statement that cannot change rows leaves the last count standing.
        return session.totalChanges == before ? 0 : session.lastChanges
    }

    private func run(_ sql: SQL, row: (SQLiteStatement) throws -> Bool) throws {
        if let refusal { throw refusal }
        do {
            try session.statement(sql.text).run(sql.values, row: row)
        } catch let failure as StorageFailure {
            refusal = failure
            throw failure
        }
    }
}
