import Dispatch
import Logging

/// What one thread does: takes jobs from the queue and sends them through a session that it keeps.
struct SMTPWorker: Sendable {
    let settings: SMTPSettings
    let queue: SMTPQueue
    let logger: Logger

    func run(patience: DispatchTimeInterval) {
        logger.debug("A mail session begins.")
        work(patience: patience)
        logger.debug("A mail session ends.")
        // Only now that the session is closed: whoever waits for this knows that the server has heard our QUIT.
        queue.leave()
    }

    private func work(patience: DispatchTimeInterval) {
        let seat = SMTPQueue.Seat()
        var kept: SMTPSession?
        while let job = queue.next(for: seat, patience: patience) {
            let session = job.transcribes ? SMTPSession(settings, transcribes: true) : kept ?? SMTPSession(settings)
            guard let session else {
                job.answer(.unreachable(reason: "The mail server's name or port, or the name for EHLO, is not valid."))
                continue
            }
            let outcome = session.send(job.message, from: job.sender, to: job.recipient)
            job.answer(outcome, transcript: session.transcript)
            if !job.transcribes {
                kept = session
            }
        }
    }
}
