/// Holds signals back so that each topic is sent at most once in a while: the first at once, those after it together.
struct SignalThrottle {
    /// A NOTIFY takes a lock that all of the server's committing notifiers share.
    static let pause = Duration.milliseconds(50)

    private var waiting: Set<Topic> = []
    private var lastSent: [Topic: ContinuousClock.Instant] = [:]

    mutating func add(_ topic: Topic) {
        waiting.insert(topic)
    }

    /// Everything that waits, for there is no later.
    mutating func takeAll() -> Set<Topic> {
        defer { waiting = [] }
        return waiting
    }

    /// What is to be sent now, and after how long to ask again; nil where nothing waits.
    mutating func due(at now: ContinuousClock.Instant) -> (topics: [Topic], wait: Duration?) {
        var topics: [Topic] = []
        var wait: Duration?
        for topic in waiting {
            let remaining = lastSent[topic].map { $0 + Self.pause - now } ?? .zero
            if remaining <= .zero {
                topics.append(topic)
                lastSent[topic] = now
            } else {
                wait = min(wait ?? remaining, remaining)
            }
        }
        waiting.subtract(topics)
        return (topics, wait)
    }
}
