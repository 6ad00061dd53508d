import Foundation
import Mail
import Synchronization
import TestSupport

/// A running Support/mail_server.py and what it has told so far.
final class MailServer: Sendable {
    struct Event: Decodable, Sendable {
        var event: String
        var port: Int?
        var connection: Int?
        var sender: String?
        var recipient: String?
        var content: Data?
        var hello: String?
        var tls: Bool?
        var user: String?
        var mechanism: String?
    }

    private struct State {
        var unread = Data()
        var events: [Event] = []
        var waiting: [(matches: @Sendable (Event) -> Bool, continuation: CheckedContinuation<Event, Never>)] = []
    }

    /// One without TLS and sign-in, for tests that do not count its connections: a start costs half a second.
    static let shared = Result { try MailServer() }

    private let state = Mutex(State())
    private let process: ChildProcess
    private let output = ChildProcess.pipe()

    init(_ arguments: [String] = []) throws {
        // Its errors go nowhere: it complains of every connection that it was told to break.
        process = try ChildProcess(
            ["/usr/bin/env", Python.executable, Python.script("mail_server.py")] + arguments,
            output: output.fileHandleForWriting
        )
        try output.fileHandleForWriting.close()
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
            } else {
                self?.take(data)
            }
        }
    }

    deinit {
        output.fileHandleForReading.readabilityHandler = nil
        process.terminate()
        Thread.detachNewThread { [process] in process.waitForEnd() }
    }

    var port: Int {
        get async { await first { $0.event == "listening" }.port ?? 0 }
    }

    var events: [Event] { state.withLock { $0.events } }

    /// The first event, past or to come, that matches.
    func first(where matches: @escaping @Sendable (Event) -> Bool) async -> Event {
        await withCheckedContinuation { continuation in
            let event = state.withLock { state in
                let event = state.events.first(where: matches)
                if event == nil {
                    state.waiting.append((matches, continuation))
                }
                return event
            }
            if let event {
                continuation.resume(returning: event)
            }
        }
    }

    func message(to address: MailAddress) async -> Event {
        await first { $0.event == "message" && $0.recipient == address.address }
    }

    private func take(_ data: Data) {
        state.withLock { state in
            state.unread += data
            while let end = state.unread.firstIndex(of: 0x0A) {
                let line = Data(state.unread[..<end])
                state.unread = Data(state.unread[(end + 1)...])
                guard let event = try? JSONDecoder().decode(Event.self, from: line) else { continue }
                state.events.append(event)
                for waiter in state.waiting where waiter.matches(event) {
                    waiter.continuation.resume(returning: event)
                }
                state.waiting.removeAll { $0.matches(event) }
            }
        }
    }
}
