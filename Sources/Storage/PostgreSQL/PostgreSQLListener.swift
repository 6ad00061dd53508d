import CPostgres
import Dispatch
import Glibc
import Synchronization

/// The connection on which this node hears other nodes' signals (LISTEN) and sends its own (NOTIFY).
///
/// It owns that connection and its thread, both of which begin with the first signal that is sent or waited for. It
/// must not know what the topics mean. A NOTIFY is a transaction of its own here: in a caller's it would hold the lock
/// that all notifiers share for as long as that commit takes.
final class PostgreSQLListener: Sendable {
    /// One channel for all topics: which ones a node knows need not be told to the server.
    private static let channel = "rekey"

    private struct State {
        var throttle = SignalThrottle()
        /// The end of a pipe that wakes the thread; nil before it starts, and once it has ended.
        var bell: Int32?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let settings: PostgreSQLSettings
    private let hub: SignalHub
    private let ended: DispatchGroup

    init(_ settings: PostgreSQLSettings, delivering hub: SignalHub, ended: DispatchGroup) {
        self.settings = settings
        self.hub = hub
        self.ended = ended
    }

    func send(_ topic: Topic) {
        start()
        state.withLock { state in
            state.throttle.add(topic)
            Self.ring(state.bell)
        }
    }

    func start() {
        state.withLock { state in
            guard state.bell == nil, !state.isClosed else { return }
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { return }
            for end in ends {
                _ = fcntl(end, F_SETFL, O_NONBLOCK)
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            }
            let (ear, bell) = (ends[0], ends[1])
            state.bell = bell
            EngineThread.start("postgresql-signals", ended: ended) { [self] in
                run(ear)
                self.state.withLock { $0.bell = nil }
                Glibc.close(bell)
                Glibc.close(ear)
            }
        }
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            Self.ring(state.bell)
        }
    }

    private static func ring(_ bell: Int32?) {
        // A pipe that is full has rung already.
        if let bell { _ = write(bell, "!", 1) }
    }

    private var isClosed: Bool { state.withLock { $0.isClosed } }
}

extension PostgreSQLListener {
    /// Until it is closed: connects, listens, and connects again.
    private func run(_ ear: Int32) {
        var delay = Duration.milliseconds(100)
        while true {
            if let handle = try? PostgreSQLSession.connect(settings) {
                if perform("LISTEN \(Self.channel)", on: handle) {
                    delay = .milliseconds(100)
                    // What was said while nobody listened is lost: everybody looks.
                    hub.deliverAll()
                    listen(on: handle, ear)
                }
                PQfinish(handle)
            }
            guard !isClosed else { return }
            wait(for: [ear], atMost: delay, ear)
            guard !isClosed else { return }
            delay = min(.seconds(5), delay * 2)
        }
    }

    /// Returns when the connection is lost or the listener closed.
    private func listen(on handle: OpaquePointer, _ ear: Int32) {
        while !isClosed {
            let due = state.withLock { $0.throttle.due(at: .now) }
            for topic in due.topics {
                guard send(topic, on: handle) else { return }
            }
            guard PQconsumeInput(handle) == 1 else { return }
            while let notification = PQnotifies(handle) {
                // One's own have been delivered already.
                if notification.pointee.be_pid != PQbackendPID(handle) {
                    hub.deliver(Topic(received: String(cString: notification.pointee.extra)))
                }
                PQfreemem(notification)
            }
            wait(for: [PQsocket(handle), ear], atMost: due.wait ?? .seconds(60), ear)
        }
        // A command says what it changed and ends: it would otherwise hardly ever be heard.
        for topic in state.withLock({ $0.throttle.takeAll() }) where !send(topic, on: handle) { return }
    }

    private func send(_ topic: Topic, on handle: OpaquePointer) -> Bool {
        perform("SELECT pg_notify('\(Self.channel)', $1)", [.text(topic.name)], on: handle)
    }

    private func perform(_ text: String, _ values: [Value] = [], on handle: OpaquePointer) -> Bool {
        guard let parameters = try? PostgreSQLParameters(values) else { return true }
        let answer = parameters.withPointers {
            PQexecParams(handle, text, $0, parameters.types, $1, $2, $3, 1)
        }
        return answer.map { PostgreSQLResult($0).refusal == nil } ?? false
    }

    private func wait(for descriptors: [Int32], atMost time: Duration, _ ear: Int32) {
        var waited = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // Rounded up: a wait of nothing would go round in circles until a millisecond is over.
        _ = poll(&waited, nfds_t(waited.count), Int32(time.milliseconds + 1))
        var rung = [UInt8](repeating: 0, count: 256)
        _ = read(ear, &rung, rung.count)
    }
}
