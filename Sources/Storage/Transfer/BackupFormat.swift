/// The form of a backup file; docs/operations/backup-format.md describes it.
///
/// The first line is `rekey backup 1`. Records follow: a letter, the length of what comes in four bytes, the highest
/// first, and that. The last one is the SHA-256 of everything before it, and nothing comes after.
enum BackupFormat {
    static let firstLine = Array("rekey backup 1\n".utf8)

    enum Record: UInt8 {
        /// JSON: `BackupHeader`.
        case header = 0x48
        /// JSON: `BackupTable`.
        case table = 0x54
        /// A row, as `RowEncoding` has it.
        case row = 0x52
        /// JSON: the table's `TransferredTable`.
        case tableEnd = 0x45
        /// 32 bytes.
        case end = 0x5A
    }

    /// A letter and a length.
    static let recordHeadBytes = 5
}

/// What a backup says of itself.
package struct BackupHeader: Sendable, Codable {
    struct Step: Sendable, Codable, Equatable {
        let name: String
        let digest: String
    }

    /// The release that made it.
    package let release: String
    /// When, in microseconds since 1970.
    package let madeAt: Int64
    /// The schema.
    let migrations: [Step]

    init(release: String, madeAt: Int64, migrations: [Migration]) {
        self.release = release
        self.madeAt = madeAt
        self.migrations = Self.steps(migrations)
    }

    static func steps(_ migrations: [Migration]) -> [Step] {
        migrations.map { Step(name: $0.name, digest: $0.digest) }
    }
}

struct BackupTable: Sendable, Codable {
    let name: String
    let columns: [TransferTable.Column]
}

/// What a backup holds, found by reading it from end to end.
package struct BackupSummary: Sendable {
    package let header: BackupHeader
    package let tables: [TransferredTable]
    /// The SHA-256 at its end, hexadecimal.
    package let digest: String

    package var rows: Int { tables.reduce(0) { $0 + $1.rows } }
}
