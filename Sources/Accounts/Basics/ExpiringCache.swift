import Synchronization

/// Remembers values for a while, at most `capacity` of them.
///
/// For what is asked at each request and changes rarely. Forgetting is always safe; when full it
/// forgets everything, which needs no bookkeeping and cannot be steered by an attacker into
/// keeping a chosen entry.
package final class ExpiringCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var value: Value
        var expires: Instant
    }

    private let capacity: Int
    private let lifetime: Span
    private let entries = Mutex<[Key: Entry]>([:])

    package init(capacity: Int, lifetime: Span) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    package func value(for key: Key, at now: Instant) -> Value? {
        entries.withLock { entries in
            guard let entry = entries[key], now < entry.expires else { return nil }
            return entry.value
        }
    }

    package func remember(_ value: Value, for key: Key, at now: Instant) {
        entries.withLock { entries in
            if entries.count >= capacity { entries.removeAll(keepingCapacity: true) }
            entries[key] = Entry(value: value, expires: now + lifetime)
        }
    }

    /// Forgets the values that `isStale` holds for.
    package func forget(where isStale: (Value) -> Bool) {
        entries.withLock { entries in
            for (key, entry) in entries where isStale(entry.value) { entries[key] = nil }
        }
    }
}
