import GRDB

extension StorageFailure {
    /// An error of SQLite's, without the statement and the values that it was about.
    init(_ error: DatabaseError) {
        self.init(Self.kind(of: error.extendedResultCode), error.message ?? "\(error.extendedResultCode)")
    }

    private static func kind(of code: ResultCode) -> Kind {
        switch code {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: return .unique
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return .foreignKey
        default: break
        }
        return switch code.primaryResultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: .check
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_FULL: .full
        case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_NOMEM, .SQLITE_AUTH: .unavailable
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
        default: .other
        }
    }
}
