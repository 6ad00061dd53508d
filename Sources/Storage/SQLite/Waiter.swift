/// A closure that waits for a connection, with the caller who waits for its outcome.
///
/// The outcome is handed over apart from the run, since a write may be called done only once its group is durable.
struct Waiter: Sendable {
    /// Tells the caller the outcome; called once.
    typealias Answer = @Sendable () -> Void

    /// Runs the closure and returns how to hand over its result.
    let run: @Sendable (any Connection) throws -> Answer

    /// Tells the caller that it failed; called at most once, and not after an answer.
    let fail: @Sendable (any Error) -> Void

    init<Result: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> Result,
        _ continuation: UnsafeContinuation<Result, any Error>
    ) {
        run = { connection in
            let result = try body(connection)
            return { continuation.resume(returning: result) }
        }
        fail = { error in continuation.resume(throwing: error) }
    }
}
