import Synchronization

/// Hands signals to those in this process who wait for them.
///
/// It must not know where a signal comes from.
final class SignalHub: Sendable {
    private struct Subscription {
        let topics: Set<Topic>
        let continuation: AsyncStream<Topic>.Continuation
    }

    private struct State {
        var subscriptions: [Int: Subscription] = [:]
        var nextID = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    func subscribe(to topics: Set<Topic>) -> AsyncStream<Topic> {
        // A signal says "look": of those that a reader was too slow for, the newest of each topic suffices.
        let (stream, continuation) = AsyncStream.makeStream(
            of: Topic.self,
            bufferingPolicy: .bufferingNewest(max(1, topics.count) * 2)
        )
        let id = state.withLock { state -> Int? in
            guard !state.isClosed else { return nil }
            state.nextID += 1
            state.subscriptions[state.nextID] = Subscription(topics: topics, continuation: continuation)
            return state.nextID
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.subscriptions.removeValue(forKey: id) }
        }
        return stream
    }

    func deliver(_ topic: Topic) {
        for subscription in subscriptions where subscription.topics.contains(topic) {
            subscription.continuation.yield(topic)
        }
    }

    /// Has everybody look: signals may have been missed.
    func deliverAll() {
        for subscription in subscriptions {
            for topic in subscription.topics { subscription.continuation.yield(topic) }
        }
    }

    /// Ends every stream.
    func close() {
        let ended = state.withLock { state in
            state.isClosed = true
            return Array(state.subscriptions.values)
        }
        for subscription in ended { subscription.continuation.finish() }
    }

    private var subscriptions: [Subscription] {
        state.withLock { Array($0.subscriptions.values) }
    }
}
