import Foundation
import GRDB

/// The database file and how connections to it are opened.
///
/// It owns the settings that make a commit durable and let other processes in. It must not know what the connections
/// are used for.
struct SQLiteFile: Sendable {
    let path: String

    /// How long a connection waits for a lock that another process holds.
    let busyTimeout: Duration

    /// Creates the file, where there is none, for its owner alone; SQLite gives its -wal and -shm the same mode.
    func create() throws {
        // Only with O_EXCL: opening and closing a file that SQLite has open would drop the process's locks on it.
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw StorageFailure(.unavailable, "cannot create \(path): \(String(cString: strerror(errno)))")
        }
    }

    func connect(readOnly: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .callback(LockPatience(busyTimeout).mayWait)
        configuration.prepareDatabase { database in
            if !readOnly { try Self.keepWriteAheadLog(database) }
            try database.execute(sql: Self.settings)
        }
        let patience = LockPatience(busyTimeout)
        var tries = 0
        while true {
            do {
                return try DatabaseQueue(path: path, configuration: configuration)
            } catch let error as DatabaseError {
                // Of two processes that make a new file's log at once, SQLite refuses one without asking its handler.
                guard error.resultCode == .SQLITE_BUSY, patience.mayWait(tries: tries) else {
                    throw StorageFailure(error)
                }
                tries += 1
            }
        }
    }

    private static func keepWriteAheadLog(_ database: GRDB.Database) throws {
        guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
            throw StorageFailure(.unavailable, "the file system cannot hold a write-ahead log; use a local disk")
        }
    }

    // FULL: the log is on the disk before a commit returns. The size limit gives back what one busy hour made of the
    // log. cache_size is in KiB when negative, and is filled only as needed.
    private static let settings = """
        PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -4000;
        PRAGMA temp_store = MEMORY;
        PRAGMA trusted_schema = OFF;
        """
}
