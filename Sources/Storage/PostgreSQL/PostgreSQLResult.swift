import CPostgres

/// A server's answer to one statement; freed with the last reference.
final class PostgreSQLResult {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQclear(handle)
    }

    var status: ExecStatusType { PQresultStatus(handle) }

    /// Nil where the server did what it was asked.
    var refusal: PostgreSQLRefusal? {
        switch status {
        // A statement that was skipped is no error of its own: the one before it is.
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_PIPELINE_SYNC, PGRES_PIPELINE_ABORTED: nil
        case PGRES_EMPTY_QUERY: PostgreSQLRefusal(StorageFailure(.other, "there is no statement"))
        default:
            PostgreSQLRefusal(
                state: field(UInt8(ascii: "C")),
                message: field(UInt8(ascii: "M")),
                severity: field(UInt8(ascii: "V")),
                function: field(UInt8(ascii: "R"))
            )
        }
    }

    /// A field of an error (PostgreSQL's manual, 55.8), by its letter.
    ///
    /// DETAIL and HINT are not asked for: they repeat values.
    private func field(_ letter: UInt8) -> String? {
        PQresultErrorField(handle, Int32(letter)).map { String(cString: $0) }
    }

    /// `INSERT 0 3`, `COMMIT`: what the server says it did.
    var tag: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// How many rows were inserted, updated or deleted.
    var changes: Int {
        let words = tag.split(separator: " ")
        guard let verb = words.first, ["INSERT", "UPDATE", "DELETE", "MERGE"].contains(verb) else { return 0 }
        return words.last.flatMap { Int($0) } ?? 0
    }

    /// The first `limit` rows.
    func rows(upTo limit: Int = .max) throws(StorageFailure) -> [Row] {
        let count = min(Int(PQntuples(handle)), limit)
        guard count > 0 else { return [] }
        let fields = 0..<PQnfields(handle)
        let columns = fields.map { String(cString: PQfname(handle, $0)) }
        let types = fields.map { PQftype(handle, $0) }
        var rows: [Row] = []
        rows.reserveCapacity(count)
        for row in 0..<Int32(count) {
            var values: [Value] = []
            values.reserveCapacity(columns.count)
            for (field, type) in zip(fields, types) { values.append(try value(row, field, type)) }
            rows.append(Row(columns: columns, values: values))
        }
        return rows
    }

    private func value(_ row: Int32, _ field: Int32, _ type: Oid) throws(StorageFailure) -> Value {
        guard PQgetisnull(handle, row, field) == 0 else { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(handle, row, field),
            count: Int(PQgetlength(handle, row, field))
        )
        return try PostgreSQLValue.read(bytes, type: type)
    }
}
