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

    /// The bucket that counts `kind` for whom `parts` name; without a rule it counts nothing and has no key.
    package func key(_ kind: LimitKind, _ parts: any CustomStringConvertible...) -> Bucket {
        guard rules[kind] != nil else { return Bucket(kind: kind, key: []) }
        let text = ([kind.rawValue] + parts.map(\.description)).joined(separator: "\u{0}")
        return Bucket(kind: kind, key: digestKey.authenticationCode(for: Array(text.utf8)))
    }

    /// Counts one use of each bucket.
    ///
    /// Returns how long to wait where one is beyond its rule.
    ///
    /// To be called in a transaction that commits even when the answer is to wait.
    package func spend(_ buckets: [Bucket], at now: Instant, in db: any Connection) throws -> Span? {
        try spend([buckets], at: now, in: db)[0]?.wait
    }

    package struct Refusal: Sendable {
        package var wait: Span
        /// Whether it is the first one in its window: worth telling an operator, while the thousandth is not.
        package var isFirst: Bool
    }

    /// Counts one use of each caller's buckets, those of many callers in few statements.
    ///
    /// Returns for each caller the refusal where a bucket is beyond its rule, as if they had come one after the other.
    package func spend(_ callers: [[Bucket]], at now: Instant, in db: any Connection) throws -> [Refusal?] {
        let limited = callers.map { $0.filter { rules[$0.kind] != nil } }
        var usage = try count(limited.flatMap(\.self), at: now, in: db)
        return limited.map { buckets in
            var refusal: Refusal?
            for bucket in buckets {
                guard let rule = rules[bucket.kind], var found = usage[bucket.key] else { continue }
                found.before += 1
                usage[bucket.key] = found
                guard found.before > rule.count else { continue }
                let wait = max(.seconds(1), refusal?.wait ?? .seconds(1), found.windowEnds.since(now))
                refusal = Refusal(wait: wait, isFirst: refusal?.isFirst == true || found.before == rule.count + 1)
            }
            return refusal
        }
    }

    private struct Counted {
        /// Uses in this window up to the caller in question.
        var before: Int
        var windowEnds: Instant
    }

    /// Adds what is used and tells, by key, how much was used before.
    private func count(_ buckets: [Bucket], at now: Instant, in db: any Connection) throws -> [[UInt8]: Counted] {
        var uses: [[UInt8]: (bucket: Bucket, count: Int)] = [:]
        for bucket in buckets { uses[bucket.key, default: (bucket, 0)].count += 1 }
        // In one order for everybody: of two transactions that count the same buckets one waits, and none for each other.
        let rows = uses.values.sorted { $0.bucket.key.lexicographicallyPrecedes($1.bucket.key) }
        var usage: [[UInt8]: Counted] = [:]
        for piece in rows.inStatements {
            let counted = try db.rows(
                """
                INSERT INTO limit_usage (bucket, kind, used, window_ends_at)
                VALUES \(rows: piece.map { row($0.bucket, $0.count, at: now) })
                ON CONFLICT (bucket) DO UPDATE SET
                    used = CASE WHEN limit_usage.window_ends_at <= \(now.microseconds)
                        THEN excluded.used ELSE limit_usage.used + excluded.used END,
                    window_ends_at = CASE WHEN limit_usage.window_ends_at <= \(now.microseconds)
                        THEN excluded.window_ends_at ELSE limit_usage.window_ends_at END
                RETURNING bucket, used, window_ends_at
                """
            )
            for row in counted {
                let key: [UInt8] = try row.get("bucket")
                usage[key] = Counted(
                    before: try row.get("used") - (uses[key]?.count ?? 0),
                    windowEnds: Instant(microseconds: try row.get("window_ends_at"))
                )
            }
        }
        return usage
    }

    private func row(_ bucket: Bucket, _ count: Int, at now: Instant) -> [Value] {
        let window = rules[bucket.kind]?.window ?? .seconds(0)
        return [
            bucket.key.value, bucket.kind.rawValue.value, count.value, (now + window).microseconds.value,
        ]
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
