/// When a message that could not be handed over is tried again.
///
/// A mail server that is down comes back within seconds or minutes, so those retries are quick. A
/// 4xx answer often is greylisting, which wants minutes (RFC 6647): those are slow. Neither goes
/// beyond the message's expiry, because a mail that arrives after its code has died only confuses.
package struct RelaySchedule: Sendable {
    package var afterUnreachable: [Span]
    package var afterDeferred: [Span]

    package init(afterUnreachable: [Span], afterDeferred: [Span]) {
        self.afterUnreachable = afterUnreachable
        self.afterDeferred = afterDeferred
    }

    package static let standard = RelaySchedule(
        afterUnreachable: [
            .seconds(1), .seconds(2), .seconds(5), .seconds(10), .seconds(30), .minutes(1), .minutes(2),
        ],
        afterDeferred: [.seconds(15), .minutes(1), .minutes(4), .minutes(10), .minutes(15), .minutes(30)]
    )

    package enum Verdict: Sendable, Equatable {
        case again(at: Instant)
        case dead
    }

    /// How long to leave a lane alone after `failures` in a row, from 1.
    ///
    /// Short, because whoever waits for a code does so in front of a screen, and a look costs one session.
    package static func hold(failures: Int) -> Span {
        holds[min(max(failures, 1), holds.count) - 1]
    }

    private static let holds: [Span] = [.seconds(1), .seconds(2), .seconds(5), .seconds(10), .seconds(30)]

    /// `attempts`: how often it was tried, this time included; from 1.
    package func next(after outcome: DeliveryOutcome, attempts: Int, expires: Instant, now: Instant) -> Verdict {
        let steps: [Span]
        switch outcome {
        case .delivered, .rejected: return .dead
        case .stalled, .unreachable: steps = afterUnreachable
        case .deferred: steps = afterDeferred
        }
        guard let last = steps.last else { return .dead }
        let wait = attempts <= steps.count ? steps[max(0, attempts - 1)] : last
        let next = now + wait
        return next < expires ? .again(at: next) : .dead
    }
}
