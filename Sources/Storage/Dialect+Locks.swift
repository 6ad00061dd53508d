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
        case .postgreSQL: "SELECT pg_advisory_xact_lock(\(Int64(bitPattern: FNV1a.hash("rekey \(name)".utf8))))"
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
