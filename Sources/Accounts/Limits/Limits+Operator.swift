import Cryptography
package import Storage

/// What an operator sees and clears.
extension Limits {
    package struct Usage: Sendable {
        package var kind: LimitKind
        package var used: Int
        package var count: Int
        package var windowEnds: Instant
        /// The start of the bucket's digest: enough to tell buckets apart, not to find whom it is about.
        package var bucket: String
    }

    /// Open buckets, fullest first; those of `buckets` alone where given.
    package func usage(of buckets: [Bucket]? = nil, at now: Instant, in db: any Connection) throws -> [Usage] {
        let filter: SQL = buckets.map { "AND bucket IN \(list: $0.map(\.key))" } ?? ""
        return try db.rows(
            """
            SELECT kind, used, window_ends_at, bucket FROM limit_usage
            WHERE window_ends_at > \(now.microseconds) \(filter) ORDER BY used DESC LIMIT 1000
            """
        ).compactMap { row in
            guard let kind = LimitKind(rawValue: try row.get("kind")) else { return nil }
            return Usage(
                kind: kind,
                used: try row.get("used"),
                count: rule(for: kind)?.count ?? 0,
                windowEnds: Instant(microseconds: try row.get("window_ends_at")),
                bucket: Hexadecimal.encode(Array(try row.get("bucket", as: [UInt8].self).prefix(6)))
            )
        }
    }

    /// Empties the buckets given, or all.
    ///
    /// Returns how many there were.
    package func clear(_ buckets: [Bucket]?, in db: any Connection) throws -> Int {
        guard let buckets else { return try db.execute("DELETE FROM limit_usage") }
        return try db.execute("DELETE FROM limit_usage WHERE bucket IN \(list: buckets.map(\.key))")
    }

    /// Drops buckets whose window is over.
    package func sweep(at now: Instant, in db: any Connection) throws {
        try db.execute("DELETE FROM limit_usage WHERE window_ends_at <= \(now.microseconds)")
    }
}
