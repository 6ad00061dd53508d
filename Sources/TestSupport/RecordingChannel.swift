package import Accounts
package import Mail
import Synchronization

/// A channel that keeps what it is given and answers as a test tells it: what no real mail server
/// can be made to do at a given moment.
package final class RecordingChannel: NotificationChannel {
    private struct State: Sendable {
        var messages: [MailMessage] = []
        var answers: [DeliveryOutcome] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var messages: [MailMessage] { state.withLock { $0.messages } }

    /// The answers to the next deliveries, in order; afterwards everything is delivered.
    package func answer(_ outcomes: DeliveryOutcome...) {
        state.withLock { $0.answers += outcomes }
    }

    package func close() async {}

    package func deliver(_ message: MailMessage) async -> DeliveryOutcome {
        state.withLock { state in
            state.messages.append(message)
            return state.answers.isEmpty ? .delivered(reply: "250 ok") : state.answers.removeFirst()
        }
    }
}
