/// How busy the hashing threads are, for an operator and for metrics.
package struct HashingStatistics: Sendable, Equatable {
    package let threads: Int
    package let waiting: Int
    package let running: Int
    /// Since the start.
    package let finished: Int
    /// Since the start: told to come again, because too many waited.
    package let refused: Int
}
