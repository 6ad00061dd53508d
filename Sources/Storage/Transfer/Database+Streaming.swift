import Dispatch
import Synchronization

extension Database {
    /// How many elements wait between the two sides at most.
    private static var mostWaiting: Int { 4 }

    /// Hands over what one read transaction yields, however long it takes: everything comes out of the same snapshot.
    ///
    /// `produce` runs on the engine's thread, which waits where `consume` is slower. Where the connection is lost in
    /// between this fails: the next snapshot would be another one.
    func streaming<Element: Sendable>(
        _ produce: @escaping @Sendable (any Connection, (Element) throws -> Void) throws -> Void,
        consume: (Element) async throws -> Void
    ) async throws {
        // Made with none, because one that is freed with fewer than it was made with stops the program.
        let places = DispatchSemaphore(value: 0)
        for _ in 0..<Self.mostWaiting { places.signal() }
        let hasBegun = Mutex(false)
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: Element.self)
        async let reading: Void = {
            do {
                try await read { db in
                    let isSecondRun = hasBegun.withLock { hasBegun in
                        defer { hasBegun = true }
                        return hasBegun
                    }
                    guard !isSecondRun else {
                        throw StorageFailure(.unavailable, "the connection was lost before everything was read")
                    }
                    for statement in db.dialect.patience { try db.execute(statement) }
                    try produce(db) { element in
                        places.wait()
                        guard case .enqueued = continuation.yield(element) else { throw CancellationError() }
                    }
                }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }()
        do {
            for try await element in stream {
                try await consume(element)
                places.signal()
            }
            // A stream ends early, and quietly, for a task that is cancelled.
            try Task.checkCancellation()
        } catch {
            continuation.finish()
            for _ in 0..<Self.mostWaiting { places.signal() }
            await reading
            throw error
        }
        await reading
    }
}
