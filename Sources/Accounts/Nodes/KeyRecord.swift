import Cryptography
package import Storage

/// The tables of what nodes have in common, in the order in which they came; after accounts and recovery.
///
/// A released entry is never edited.
package let nodeMigrations: [Migration] = [
    Migration(
        "0003-nodes",
        [
            """
            CREATE TABLE key_record (
                id BIGINT PRIMARY KEY CHECK (id = 1),
                digest BYTEA NOT NULL,
                made_at BIGINT NOT NULL
            )
            """
        ]
    )
]

/// Which master key a database belongs to.
///
/// What one node seals all others have to be able to open, and a limit that is kept under one key is none under
/// another: a node with a key of its own would do silent damage. The record leads nobody to the key.
package enum KeyRecord {
    private static let message = Array("the master key of this database".utf8)

    /// Whether the database knows its key already.
    package static func isMade(in database: any Database) async throws -> Bool {
        try await database.read { try digest(in: $0) != nil }
    }

    /// Whether these are the keys of the database; the first that come are.
    package static func admits(_ keys: Keys, to database: any Database, at now: Instant) async throws -> Bool {
        let own = keys.record.authenticationCode(for: message)
        if let digest = try await database.read({ try digest(in: $0) }) { return digest == own }
        return try await database.write { db in
            try db.execute(
                """
                INSERT INTO key_record (id, digest, made_at) VALUES (1, \(own), \(now.microseconds))
                ON CONFLICT (id) DO NOTHING
                """
            )
            // Another node, started at the same moment, may have been first.
            return try digest(in: db) == own
        }
    }

    private static func digest(in db: any Connection) throws -> [UInt8]? {
        try db.row("SELECT digest FROM key_record WHERE id = 1")?.get("digest")
    }
}
