import CPostgres

/// One connection to the server and the statements prepared on it; used by one thread only.
///
/// It owns the round trips and the beginning and the end of transactions. It must not know who waits for them.
///
/// The connection is in libpq's pipeline mode: what belongs together (BEGIN, the preparation of a statement, the
/// statement) travels together, and the server is waited for once.
final class PostgreSQLSession {
    /// More than the program has, each in the few variants of its NULLs: what can fill it is lists of many lengths.
    private static let mostStatements = 500

    private struct Key: Hashable {
        let text: String
        let types: [Oid]
    }

    private let handle: OpaquePointer
    private var statements: [Key: String] = [:]
    private var nextName = 0

    /// Whether the transaction was begun: with its first statement, not before.
    private(set) var isInTransaction = false

    /// Takes over an open connection.
    init(_ handle: OpaquePointer) throws(StorageFailure) {
        self.handle = handle
        guard PQenterPipelineMode(handle) == 1 else { throw StorageFailure.connectionLost() }
    }

    deinit {
        PQfinish(handle)
    }

    var isConnected: Bool { PQstatus(handle) == CONNECTION_OK }

    /// Runs a statement as part of the bracket's transaction, which it begins where it is the first.
    func run(_ text: String, _ values: [Value], in kind: Waiter.Kind) throws(PostgreSQLRefusal) -> PostgreSQLResult {
        let parameters: PostgreSQLParameters
        do {
            try TransactionControl.refuse(in: text)
            parameters = try PostgreSQLParameters(values)
        } catch {
            throw PostgreSQLRefusal(error)
        }
        let key = Key(text: text, types: parameters.types)
        let known = statements[key]
        let name = known ?? newName()
        var before = 0
        if !isInTransaction {
            try send(kind == .read ? Move.beginReading : Move.beginWriting)
            before += 1
        }
        let isFull = known == nil && statements.count >= Self.mostStatements
        if isFull {
            try send("DEALLOCATE ALL")
            before += 1
        }
        if known == nil { try check(PQsendPrepare(handle, name, text, Int32(key.types.count), key.types)) }
        try check(parameters.withPointers { PQsendQueryPrepared(handle, name, $0, $1, $2, $3, 1) })
        isInTransaction = true
        let results = try receive()

        if isFull { statements.removeAll(keepingCapacity: true) }
        if known == nil, results.count > before, results[before].status == PGRES_COMMAND_OK { statements[key] = name }
        if let refusal = results.lazy.compactMap(\.refusal).first {
            if refusal.remedy == .prepareAgain { try forgetStatements() }
            throw refusal
        }
        guard let result = results.last else { throw lost() }
        return result
    }

    /// Never given twice: a name stays taken where the statement was prepared and then refused.
    private func newName() -> String {
        nextName += 1
        return "s\(nextName)"
    }

    private func forgetStatements() throws(PostgreSQLRefusal) {
        rollBack()
        try send("DEALLOCATE ALL")
        _ = try receive()
        statements.removeAll(keepingCapacity: true)
    }
}

extension PostgreSQLSession {
    /// The statements by which a transaction is steered.
    private enum Move {
        static let beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        static let beginWriting = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    }

    /// Makes what the bracket did durable.
    ///
    /// Throws a refusal without remedy where the connection ended meanwhile: nobody knows then whether the server had
    /// committed already, and to run the closure again could do twice what it does.
    func commit() throws(PostgreSQLRefusal) {
        guard isInTransaction else { return }
        guard PQtransactionStatus(handle) == PQTRANS_INTRANS else {
            throw PostgreSQLRefusal(StorageFailure(.other, "the transaction was ended by its own closure"))
        }
        let results: [PostgreSQLResult]
        do throws(PostgreSQLRefusal) {
            try send("COMMIT")
            results = try receive()
            if let refusal = results.lazy.compactMap(\.refusal).first { throw refusal }
        } catch  where error.remedy == .connectAgain {
            throw PostgreSQLRefusal(
                StorageFailure(
                    .unavailable,
                    "the connection to the database server was lost during the commit: whether it was written is not known"
                )
            )
        }
        isInTransaction = false
        // The server answers COMMIT of a transaction that had failed with ROLLBACK, as if nothing were wrong.
        guard results.last?.tag == "COMMIT" else {
            throw PostgreSQLRefusal(StorageFailure(.other, "the transaction could not be committed"))
        }
    }

    /// Leaves the connection outside any transaction, or closed.
    func rollBack() {
        guard isInTransaction else { return }
        isInTransaction = false
        _ = try? send("ROLLBACK")
        _ = try? receive()
    }
}

extension PostgreSQLSession {
    private func send(_ text: String) throws(PostgreSQLRefusal) {
        try check(PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 1))
    }

    private func check(_ accepted: Int32) throws(PostgreSQLRefusal) {
        guard accepted == 1 else { throw lost() }
    }

    /// Waits for the answers to what was sent, in its order; after one that is an error the rest are marked as skipped.
    private func receive() throws(PostgreSQLRefusal) -> [PostgreSQLResult] {
        try check(PQpipelineSync(handle))
        var results: [PostgreSQLResult] = []
        var ends = 0
        // Each answer is followed by an empty one; two of those in a row come from a connection that is gone.
        while ends < 2 {
            guard let answer = PQgetResult(handle) else {
                ends += 1
                continue
            }
            ends = 0
            let result = PostgreSQLResult(answer)
            if result.status == PGRES_PIPELINE_SYNC { return results }
            if let refusal = result.refusal, refusal.remedy == .connectAgain { throw refusal }
            results.append(result)
        }
        throw lost()
    }

    private func lost() -> PostgreSQLRefusal {
        PostgreSQLRefusal(.connectionLost(), remedy: .connectAgain)
    }
}
