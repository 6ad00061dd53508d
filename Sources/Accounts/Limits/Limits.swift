package import Cryptography
package import Storage

/// Counts what may happen only so often, durably, so that a restart forgets nothing.
///
/// A bucket's key is a keyed digest of what is limited, so the table tells no identifier and a
/// bucket costs the same whether or not an account stands behind it. A limit refuses; it never
/// locks an account nor ends a code.
package struct Limits: Sendable {
    /// One bucket: what it counts, and for whom.
    package struct Bucket: Sendable {
        package var kind: LimitKind
        package var key: [UInt8]
    }

    private let rules: [LimitKind: LimitRule]
    private let digestKey: SecretKey

    /// A kind without a rule is not limited.
    package init(rules: [LimitKind: LimitRule], key: SecretKey) {
        self.rules = rules
        digestKey = key
    }

    func rule(for kind: LimitKind) -> LimitRule? { rules[kind] }

    package func key(_ kind: LimitKind, _ parts: any CustomStringConvertible...) -> Bucket {
        let text = ([kind.rawValue] + parts.map(\.description)).joined(separator: "\u{0}")
        return Bucket(kind: kind, key: digestKey.authenticationCode(for: Array(text.utf8)))
    }

    /// Counts one use of each bucket.
    ///
    /// Returns how long to wait where one is beyond its rule.
    ///
    /// To be called in a transaction that commits even when the answer is to wait.
    package func spend(_ buckets: [Bucket], at now: Instant, in db: any Connection) throws -> Span? {
        var longestWait: Span?
        for bucket in buckets {
            guard let rule = rules[bucket.kind] else { continue }
            let row = try db.row(
                """
                INSERT INTO limit_usage (bucket, kind, used, window_ends_at)
                VALUES (\(bucket.key), \(bucket.kind.rawValue), 1, \((now + rule.window).microseconds))
                ON CONFLICT (bucket) DO UPDATE SET
                    used = CASE WHEN limit_usage.window_ends_at <= \(now.microseconds)
                        THEN 1 ELSE limit_usage.used + 1 END,
                    window_ends_at = CASE WHEN limit_usage.window_ends_at <= \(now.microseconds)
                        THEN excluded.window_ends_at ELSE limit_usage.window_ends_at END
                RETURNING used, window_ends_at
                """
            )
            guard let row, try row.get("used", as: Int.self) > rule.count else { continue }
            longestWait = max(longestWait ?? .seconds(1), try wait(row, at: now))
        }
        return longestWait
    }

    /// How long to wait where a bucket is spent already; counts nothing.
    package func exhausted(_ buckets: [Bucket], at now: Instant, in db: any Connection) throws -> Span? {
        var longestWait: Span?
        for bucket in buckets {
            guard let rule = rules[bucket.kind] else { continue }
            let row = try db.row(
                """
                SELECT used, window_ends_at FROM limit_usage
                WHERE bucket = \(bucket.key) AND window_ends_at > \(now.microseconds)
                """
            )
            guard let row, try row.get("used", as: Int.self) >= rule.count else { continue }
            longestWait = max(longestWait ?? .seconds(1), try wait(row, at: now))
        }
        return longestWait
    }

    private func wait(_ row: Row, at now: Instant) throws -> Span {
        max(.seconds(1), Instant(microseconds: try row.get("window_ends_at")).since(now))
    }
}
