/// A closure that waits for a connection, with the caller who waits for its outcome.
///
/// The outcome is handed over apart from the run, since a write may be called done only once it is durable.
struct Waiter: Sendable {
    /// Tells the caller the outcome; called once.
    typealias Answer = @Sendable () -> Void

    /// Which bracket the closure stands in.
    enum Kind: Sendable {
        case read, write
    }

    let kind: Kind

    /// Runs the closure and returns how to hand over its result.
    let run: @Sendable (any Connection) throws -> Answer

    /// Tells the caller that it failed; called at most once, and not after an answer.
    let fail: @Sendable (any Error) -> Void

    /// Until when a thread has to have begun with it; nil where the line's patience has no end.
    var deadline: ContinuousClock.Instant?

    init(
        kind: Kind,
        run: @escaping @Sendable (any Connection) throws -> Answer,
        fail: @escaping @Sendable (any Error) -> Void
    ) {
        self.kind = kind
        self.run = run
        self.fail = fail
    }

    init<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result,
        as kind: Kind,
        _ continuation: UnsafeContinuation<Result, any Error>
    ) {
        self.init(
            kind: kind,
            run: { connection in
                let result = try body(connection)
                return { continuation.resume(returning: result) }
            },
            fail: { error in continuation.resume(throwing: error) }
        )
    }
}
