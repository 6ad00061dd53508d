import Synchronization

/// Which lanes are in trouble, and until when each is left alone.
///
/// What a node learned itself, in memory: a restart asks once more, which costs one session for one time-out. It knows
/// neither rows nor sessions.
final class LaneWatch: Sendable {
    private struct Trouble: Sendable {
        var failures = 0
        var heldUntil = Instant(microseconds: 0)
    }

    /// A single 4xx is about a mailbox, or greylisting, which wants every message tried; so many in a row are not.
    private static let mostDeferrals = 3
    /// After that a trouble is forgotten.
    private static let memory = Span.minutes(10)

    private let troubles = Mutex<[MailLane: Trouble]>([:])

    func note(_ outcome: DeliveryOutcome, in lane: MailLane, at now: Instant) {
        troubles.withLock { troubles in
            switch outcome {
            case .delivered, .rejected: troubles[lane] = nil
            case .unreachable: break
            case .deferred:
                let failures = (troubles[lane]?.failures ?? 0) + 1
                let isHeld = failures >= Self.mostDeferrals
                troubles[lane] = Trouble(
                    failures: failures,
                    heldUntil: isHeld ? now + RelaySchedule.hold(failures: failures - Self.mostDeferrals + 1) : now
                )
            case .stalled:
                // Several that were under way together are one failure.
                guard !(troubles[lane].map { now < $0.heldUntil } ?? false) else { return }
                let failures = (troubles[lane]?.failures ?? 0) + 1
                troubles[lane] = Trouble(failures: failures, heldUntil: now + RelaySchedule.hold(failures: failures))
            }
        }
    }

    /// Whether the lane's last deliveries failed: one session is enough for it.
    func isInTrouble(_ lane: MailLane) -> Bool {
        troubles.withLock { $0[lane] != nil }
    }

    /// The lanes to be left alone at `now`.
    func held(at now: Instant) -> Set<MailLane> {
        troubles.withLock { troubles in
            guard !troubles.isEmpty else { return [] }
            troubles = troubles.filter { now < $0.value.heldUntil + Self.memory }
            return Set(troubles.filter { now < $0.value.heldUntil }.keys)
        }
    }

    /// For a clock that was set back, by which no moment is right.
    func forget() {
        troubles.withLock { $0 = [:] }
    }
}
