import CPostgres
import Glibc

extension PostgreSQLSession {
    /// Connects to the server; blocks.
    static func open(_ settings: PostgreSQLSettings) throws(StorageFailure) -> PostgreSQLSession {
        try PostgreSQLSession(connect(settings))
    }

    /// A connection that is set up and found usable.
    static func connect(_ settings: PostgreSQLSettings) throws(StorageFailure) -> OpaquePointer {
        let parameters = try settings.parameters()
        let names = parameters.map { strdup($0.name) }
        let values = parameters.map { strdup($0.value) }
        defer { for text in names + values { free(text) } }
        guard
            let handle = PQconnectdbParams(
                names.map { UnsafePointer($0) } + [nil],
                values.map { UnsafePointer($0) } + [nil],
                1
            )
        else { throw StorageFailure(.unavailable, "no memory for a connection") }
        // libpq would print the server's notices.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        do throws(StorageFailure) {
            guard PQstatus(handle) == CONNECTION_OK else {
                throw StorageFailure.connectionLost(oneLine(PQerrorMessage(handle)))
            }
            try prepare(handle, settings)
        } catch {
            PQfinish(handle)
            throw error
        }
        return handle
    }

    private static func oneLine(_ message: UnsafePointer<CChar>?) -> String? {
        message.map { String(cString: $0).split(whereSeparator: \.isNewline).joined(separator: " ") }
    }

    /// Sets the limits of the session, and refuses a database that could not keep what it is told to.
    private static func prepare(_ handle: OpaquePointer, _ settings: PostgreSQLSettings) throws(StorageFailure) {
        let parameters = try PostgreSQLParameters([
            .text("\(settings.statementTimeout.milliseconds)"), .text("\(settings.lockTimeout.milliseconds)"),
            .text("\(settings.idleTransactionTimeout.milliseconds)"),
            .text(settings.isServing ? "\(Dialect.serving)" : ""),
        ])
        let answer = parameters.withPointers {
            PQexecParams(handle, Self.preparation, $0, parameters.types, $1, $2, $3, 1)
        }
        guard let answer else { throw StorageFailure.connectionLost() }
        let result = PostgreSQLResult(answer)
        if let refusal = result.refusal { throw refusal.failure }
        guard let row = try result.rows().first, let encoding = try? row.get("encoding", as: String.self),
            let synchronousCommit = try? row.get("synchronous_commit", as: String.self),
            let isAdmitted = try? row.get("is_admitted", as: String.self)
        else { throw StorageFailure(.unavailable, "the server is not a PostgreSQL server") }
        guard encoding == "UTF8" else {
            throw StorageFailure(
                .unavailable,
                "the database's encoding is \(encoding); make one with ENCODING 'UTF8' TEMPLATE template0"
            )
        }
        guard synchronousCommit != "off" else {
            throw StorageFailure(
                .unavailable,
                "synchronous_commit is off: a crash of the server would undo what people were told is done; set it to on"
            )
        }
        guard isAdmitted == "yes" else {
            throw StorageFailure(.unavailable, "a command has the database for itself; start when it is done")
        }
    }

    private static let preparation = """
        SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
            set_config('idle_in_transaction_session_timeout', $3, false),
            current_setting('server_encoding') AS encoding,
            current_setting('synchronous_commit') AS synchronous_commit,
            CASE pg_try_advisory_lock_shared(NULLIF($4, '')::bigint) WHEN false THEN 'no' ELSE 'yes' END AS is_admitted
        """
}
