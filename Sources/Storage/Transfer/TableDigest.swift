import Cryptography

/// How many rows a table has, and a digest of them in the order of their key: alike on every engine.
///
/// The digest of no row is 32 zero bytes; with each row it becomes the SHA-256 of the digest before and the row's
/// encoding. So it can be gone on with from any row, and tells where two tables begin to differ.
struct TableDigest: Sendable, Equatable {
    private(set) var rows = 0
    private(set) var bytes = [UInt8](repeating: 0, count: SHA256.byteCount)

    mutating func add(_ row: [Value]) {
        var message = bytes
        RowEncoding.append(row, to: &message)
        bytes = SHA256.digest(message)
        rows += 1
    }
}

/// What is told of a table that was carried over.
package struct TransferredTable: Sendable, Hashable, Codable {
    package let name: String
    package let rows: Int
    /// Hexadecimal.
    package let digest: String

    init(_ name: String, _ digest: TableDigest) {
        self.name = name
        rows = digest.rows
        self.digest = Hexadecimal.encode(digest.bytes)
    }
}

/// How far a transfer has come.
package struct TransferProgress: Sendable, Hashable {
    package enum Stage: Sendable {
        case reading, writing, verifying
    }

    package let stage: Stage
    package let table: String
    package let rows: Int
    package let totalRows: Int
}

/// Why something was not carried over, in words for whoever asked for it; nothing is lost by it.
package struct TransferRefusal: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
