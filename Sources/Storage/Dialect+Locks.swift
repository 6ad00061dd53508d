/// What keeps concurrent writers off each other: nothing on SQLite, which lets in one at a time.
extension Dialect {
    /// Ends a query of one table whose rows this transaction is about to decide on: other writers wait for them, and
    /// what the query answers is what they left.
    package var forUpdate: SQL {
        switch self {
        case .sqlite: ""
        // Not plain FOR UPDATE, for which an insert that refers to the row would have to wait.
        case .postgreSQL: "FOR NO KEY UPDATE"
        }
    }

    /// As `forUpdate`, and passes over the rows that another transaction holds: for work that whoever comes takes.
    package var forUpdateSkippingLocked: SQL {
        switch self {
        case .sqlite: ""
        case .postgreSQL: "FOR NO KEY UPDATE SKIP LOCKED"
        }
    }

    /// Whether write transactions wait for each other, so that one can be prepared while another is under way.
    package var hasOneWriter: Bool { self == .sqlite }

    /// Takes the lock of a name until the transaction ends; nil where a writer is alone anyway.
    func lock(_ name: String) -> SQL? {
        switch self {
        case .sqlite: nil
        case .postgreSQL: "SELECT pg_advisory_xact_lock(\(Self.advisory(name)))"
        }
    }

    /// Has the engine look again at how large a table is, after much was added to it; nil where it does not plan by it.
    package func takeStock(of table: StaticString) -> SQL? {
        switch self {
        case .sqlite: nil
        case .postgreSQL: SQL(verbatim: "ANALYZE \(table)")
        }
    }

    /// The number by which PostgreSQL knows the lock of a name.
    static func advisory(_ name: String) -> Int64 {
        Int64(bitPattern: FNV1a.hash("rekey \(name)".utf8))
    }

    /// The lock that all connections of servers share.
    static let serving = advisory("serving")

    /// Takes the database for this transaction alone, as far as servers go.
    ///
    /// A row whose `taken` is 0 where a server has a connection; nil where the engine cannot tell one from a command.
    var takeAlone: SQL? {
        switch self {
        case .sqlite: nil
        case .postgreSQL:
            "SELECT CASE WHEN pg_try_advisory_xact_lock(\(Self.serving)) THEN 1 ELSE 0 END AS taken"
        }
    }

    /// The `place` of each server that has a connection.
    var servers: SQL? {
        switch self {
        case .sqlite: nil
        case .postgreSQL:
            """
            SELECT DISTINCT COALESCE(host(a.client_addr), 'a socket') AS place
            FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.mode = 'ShareLock' AND l.objsubid = 1
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (l.classid::bigint << 32 | l.objid::bigint) = \(Self.serving)
            ORDER BY place
            """
        }
    }

    /// Lets this transaction and its statements take their time, as a migration or a backup may.
    var patience: [SQL] {
        switch self {
        case .sqlite: []
        case .postgreSQL:
            [
                "SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0",
                "SET LOCAL idle_in_transaction_session_timeout = 0",
            ]
        }
    }
}
