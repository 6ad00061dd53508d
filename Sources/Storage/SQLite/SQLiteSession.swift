import GRDB

/// One connection to the file and the statements prepared on it; used by one thread only.
///
/// It owns the beginning and the end of transactions. It must not know who waits for them.
final class SQLiteSession {
    /// More texts than the program has: lists of many lengths after `IN` are what can fill it.
    private static let mostStatements = 500

    private let database: GRDB.Database
    private var statements: [String: SQLiteStatement] = [:]
    private var moves: [Move: SQLiteStatement] = [:]

    init(_ database: GRDB.Database) {
        self.database = database
    }

    /// Whether a transaction is open; the engine ends one by itself when the disk is full or fails.
    var isInTransaction: Bool { database.isInsideTransaction }

    /// How many rows this connection has changed since it was opened.
    var totalChanges: Int { database.totalChangesCount }

    /// How many rows the last statement changed that could change any.
    var lastChanges: Int { database.changesCount }

    /// The prepared statement of a text that a bracket's closure asks for.
    func statement(_ text: String) throws -> SQLiteStatement {
        if let statement = statements[text] { return statement }
        try TransactionControl.refuse(in: text)
        let statement = try prepare(text)
        if statements.count >= Self.mostStatements { statements.removeAll(keepingCapacity: true) }
        statements[text] = statement
        return statement
    }

    private func prepare(_ text: String) throws -> SQLiteStatement {
        do {
            return SQLiteStatement(try database.makeStatement(sql: text))
        } catch let error as DatabaseError {
            throw StorageFailure(error)
        }
    }
}

extension SQLiteSession {
    /// The statements by which a transaction is steered.
    enum Move: String {
        case begin = "BEGIN"
        /// Takes the lock for writing at once: asked for later, it could be refused half way.
        case beginWriting = "BEGIN IMMEDIATE"
        case commit = "COMMIT"
        case rollBack = "ROLLBACK"
        case beginSavepoint = "SAVEPOINT closure"
        case rollBackToSavepoint = "ROLLBACK TO closure"
        case releaseSavepoint = "RELEASE closure"
    }

    func perform(_ move: Move) throws {
        if let statement = moves[move] { return try statement.run() }
        let statement = try prepare(move.rawValue)
        moves[move] = statement
        try statement.run()
    }

    /// Leaves the connection outside any transaction, whatever happened before.
    func abandonTransaction() {
        if isInTransaction { try? perform(.rollBack) }
    }

    /// Runs a closure as part of the open transaction, and fails if any statement of it was refused.
    func run(_ waiter: Waiter) throws -> Waiter.Answer {
        let connection = SQLiteConnection(self)
        let answer = try waiter.run(connection)
        if let refusal = connection.refusal { throw refusal }
        return answer
    }

    /// Runs a closure as a read transaction of its own.
    func read(_ waiter: Waiter) {
        do {
            try perform(.begin)
            let answer = try run(waiter)
            try perform(.commit)
            answer()
        } catch {
            abandonTransaction()
            waiter.fail(error)
        }
    }
}
