/// The connection that a bracket's closure is given.
///
/// It owns what one bracket has to remember: whether a statement was refused. It must not know whether the closure
/// will run again.
final class PostgreSQLConnection: Connection {
    let dialect = Dialect.postgreSQL

    /// The engine's answer to the first statement that it refused.
    private(set) var refusal: PostgreSQLRefusal?

    private let session: PostgreSQLSession
    private let kind: Waiter.Kind

    init(_ session: PostgreSQLSession, _ kind: Waiter.Kind) {
        self.session = session
        self.kind = kind
    }

    func rows(_ query: SQL) throws -> [Row] {
        try run(query) { result throws(StorageFailure) in try result.rows() }
    }

    func row(_ query: SQL) throws -> Row? {
        try run(query) { result throws(StorageFailure) in try result.rows(upTo: 1).first }
    }

    func execute(_ statement: SQL) throws -> Int {
        try run(statement) { $0.changes }
    }

    private func run<Answer>(
        _ sql: SQL,
        _ read: (PostgreSQLResult) throws(StorageFailure) -> Answer
    ) throws(StorageFailure) -> Answer {
        if let refusal { throw refusal.failure }
        do throws(PostgreSQLRefusal) {
            let result = try session.run(sql.text, sql.values, in: kind)
            do throws(StorageFailure) {
                return try read(result)
            } catch {
                throw PostgreSQLRefusal(error)
            }
        } catch {
            refusal = error
            throw error.failure
        }
    }
}
