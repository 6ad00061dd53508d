/// What one Argon2id hash costs (RFC 9106, 3.1).
package struct Argon2Parameters: Sendable, Hashable {
    package let memoryKiB: Int
    package let iterations: Int
    package let parallelism: Int

    /// The least that OWASP's Password Storage Cheat Sheet allows.
    package static let recommended = Argon2Parameters(memoryKiB: 19_456, iterations: 2, parallelism: 1)

    /// - Precondition: `areValid(memoryKiB:iterations:parallelism:)`.
    package init(memoryKiB: Int, iterations: Int, parallelism: Int) {
        precondition(
            Self.areValid(memoryKiB: memoryKiB, iterations: iterations, parallelism: parallelism),
            "Argon2id cannot, or should not, be run with these parameters"
        )
        self.memoryKiB = memoryKiB
        self.iterations = iterations
        self.parallelism = parallelism
    }

    /// Whether RFC 9106, 3.1, allows as little, and an operator may ask as much of a machine.
    ///
    /// A stored hash that asks more, wherever it came from, must not take all memory or a thread
    /// for minutes.
    package static func areValid(memoryKiB: Int, iterations: Int, parallelism: Int) -> Bool {
        (1...64).contains(parallelism) && (1...1_000).contains(iterations)
            && (8 * parallelism...4_194_304).contains(memoryKiB)
    }
}
