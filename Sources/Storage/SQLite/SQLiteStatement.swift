import GRDB
import GRDBSQLite

/// A prepared statement: binds values, steps, and reads rows, through SQLite's C interface.
///
/// GRDB prepares it and owns it. Its own way of reading is passed by, since that ends text at the first NUL and keeps
/// books for observers, of which there are none here. It must not know what the statement is for.
struct SQLiteStatement {
    private let statement: GRDB.Statement
    private let handle: OpaquePointer

    init(_ statement: GRDB.Statement) {
        self.statement = statement
        handle = statement.sqliteStatement
    }

    /// Runs the statement to its end, and again from the start at the next call.
    func run(_ values: [Value] = [], row: (SQLiteStatement) throws -> Bool = { _ in true }) throws {
        defer {
            // Resetting repeats the error of the step before, which has been thrown already.
            sqlite3_reset(handle)
            if !values.isEmpty { sqlite3_clear_bindings(handle) }
        }
        try bind(values)
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_DONE: return
            case SQLITE_ROW: if try !row(self) { return }
            case let code: throw failure(code)
            }
        }
    }

    /// Whether stopping before the last row leaves nothing undone.
    var onlyReads: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// The names of the answer's columns, asked anew each time: a change of schema changes them under our feet.
    var columns: [String] {
        (0..<sqlite3_column_count(handle)).map { String(cString: sqlite3_column_name(handle, $0)) }
    }

    /// The row that the statement stands on.
    var currentRow: [Value] {
        (0..<sqlite3_column_count(handle)).map(value)
    }
}

extension SQLiteStatement {
    // SQLite copies what it is given before the call returns: sqlite3.h's SQLITE_TRANSIENT, a cast Swift cannot import.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func bind(_ values: [Value]) throws {
        let expected = Int(sqlite3_bind_parameter_count(handle))
        guard values.count == expected else {
            throw StorageFailure(.other, "the statement has \(expected) placeholders for \(values.count) values")
        }
        for (position, value) in zip(Int32(1)..., values) {
            let code =
                switch value {
                case .null: sqlite3_bind_null(handle, position)
                case .integer(let integer): sqlite3_bind_int64(handle, position, integer)
                case .real(let real): sqlite3_bind_double(handle, position, real)
                case .text(let text): bind(text, at: position)
                case .blob(let bytes): bind(bytes, at: position)
                }
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    private func bind(_ text: String, at position: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { characters in
                // A null pointer would bind NULL, so the empty text points at something.
                guard let start = characters.baseAddress else {
                    return sqlite3_bind_text(handle, position, "", 0, Self.copied)
                }
                return sqlite3_bind_text64(
                    handle,
                    position,
                    start,
                    UInt64(characters.count),
                    Self.copied,
                    UInt8(SQLITE_UTF8)
                )
            }
        }
    }

    private func bind(_ bytes: [UInt8], at position: Int32) -> Int32 {
        guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, position, 0) }
        return bytes.withUnsafeBytes {
            sqlite3_bind_blob64(handle, position, $0.baseAddress, UInt64($0.count), Self.copied)
        }
    }

    private func value(at column: Int32) -> Value {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: .real(sqlite3_column_double(handle, column))
        // The text or the blob is asked for before its length: the order that sqlite3.h prescribes.
        case SQLITE_TEXT: .text(String(decoding: bytes(sqlite3_column_text(handle, column), at: column), as: UTF8.self))
        case SQLITE_BLOB: .blob(Array(bytes(sqlite3_column_blob(handle, column), at: column)))
        default: .null
        }
    }

    private func bytes(_ start: UnsafeRawPointer?, at column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    private func failure(_ code: Int32) -> StorageFailure {
        let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
        return StorageFailure(DatabaseError(resultCode: ResultCode(rawValue: code), message: message))
    }
}
