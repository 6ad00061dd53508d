import Synchronization

/// A message on its way through the queue, and whoever waits to hear what became of it.
final class SMTPJob: Sendable {
    let message: [UInt8]
    let sender: MailAddress
    let recipient: MailAddress
    let transcribes: Bool
    private let waiting: Mutex<(@Sendable (SMTPProbe) -> Void)?>

    init(
        message: [UInt8],
        from sender: MailAddress,
        to recipient: MailAddress,
        transcribes: Bool = false,
        answer: @escaping @Sendable (SMTPProbe) -> Void
    ) {
        self.message = message
        self.sender = sender
        self.recipient = recipient
        self.transcribes = transcribes
        waiting = Mutex(answer)
    }

    /// The first answer counts: a job given up on may yet be finished by its thread.
    func answer(_ outcome: SMTPOutcome, transcript: [String] = []) {
        let answer = waiting.withLock { $0.take() }
        answer?(SMTPProbe(outcome: outcome, transcript: transcript))
    }
}
