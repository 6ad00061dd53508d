import Dispatch
package import Logging

/// Hands messages to one mail server, over at most `sessions` connections that are kept while there is mail.
///
/// Each session has a thread of its own, started when it is needed and ended after a minute without mail, because
/// libcurl blocks. It keeps nothing: a message that was not accepted is the caller's to send again.
package final class SMTPTransport: Sendable {
    private let settings: SMTPSettings
    private let logger: Logger
    private let queue: SMTPQueue

    /// Servers commonly close what was idle for longer, and a session that is not needed costs both sides.
    private static let patience = DispatchTimeInterval.seconds(60)
    private static let closed = SMTPOutcome.unreachable(
        reason: "Mail is not sent any more: the server is shutting down."
    )

    package init(_ settings: SMTPSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        queue = SMTPQueue(threadLimit: settings.sessions)
        if settings.security != .plain && !settings.verifiesCertificate {
            logger.warning("The mail server's certificate is not verified: whoever is on the way can read the mail.")
        }
    }

    deinit {
        // Threads hold the queue, not the transport: without this they would wait for their next job in vain.
        for job in queue.close() {
            job.answer(Self.closed)
        }
    }

    /// Returns with the server's verdict.
    ///
    /// Cancelling the task does not stop a message under way: whether it was accepted has to be known.
    package func send(_ message: [UInt8], from sender: MailAddress, to recipient: MailAddress) async -> SMTPOutcome {
        await submit(message, from: sender, to: recipient, transcribes: false).outcome
    }

    /// Sends over a connection of its own and tells everything that was said.
    package func probe(_ message: [UInt8], from sender: MailAddress, to recipient: MailAddress) async -> SMTPProbe {
        await submit(message, from: sender, to: recipient, transcribes: true)
    }

    /// Refuses what comes and what waits, and gives messages under way the `grace` to end.
    ///
    /// What has not ended then is given up on: its server may still have taken it. A cancelled task has no more time
    /// to give.
    package func shutdown(grace: Duration = .seconds(5)) async {
        for job in queue.close() {
            job.answer(Self.closed)
        }
        await withTaskGroup { group in
            group.addTask { [queue] in
                try? await Task.sleep(for: grace)
                for job in queue.abandon() {
                    job.answer(.unreachable(reason: "Delivery was broken off: the server is shutting down."))
                }
            }
            await queue.ended()
            group.cancelAll()
        }
    }

    private func submit(
        _ message: [UInt8],
        from sender: MailAddress,
        to recipient: MailAddress,
        transcribes: Bool
    ) async -> SMTPProbe {
        await withCheckedContinuation { continuation in
            let job = SMTPJob(message: message, from: sender, to: recipient, transcribes: transcribes) {
                continuation.resume(returning: $0)
            }
            switch queue.submit(job) {
            case .taken: break
            case .takenNeedingThread: startThread()
            case .closed: job.answer(Self.closed)
            }
        }
    }

    private func startThread() {
        let worker = SMTPWorker(settings: settings, queue: queue, logger: logger)
        guard !BlockingThread.start({ worker.run(patience: Self.patience) }) else { return }
        for job in queue.threadFailed() {
            job.answer(.unreachable(reason: "The system has no thread left for sending mail."))
        }
    }
}
