/// When failed sign-ins lock an account (`identity_mgt.account_locking`).
package struct LockPolicy: Sendable {
    /// How many failures in a row lock it; from 1.
    package var allowedFailures: Int
    /// How long the first lock lasts; nil: until an operator unlocks it.
    package var duration: Span?
    /// How many times longer each further lock is than the one before.
    package var growth: Int

    package init(allowedFailures: Int, duration: Span?, growth: Int) {
        self.allowedFailures = allowedFailures
        self.duration = duration
        self.growth = growth
    }

    /// `lockouts`: how often the account was locked since it was last signed in to.
    func lock(after lockouts: Int, at now: Instant) -> AccountState {
        guard var span = duration?.microseconds else { return .locked(until: nil) }
        for _ in 0..<lockouts {
            let (longer, overflow) = span.multipliedReportingOverflow(by: Int64(growth))
            span = overflow ? .max : longer
        }
        return .locked(until: now + Span(microseconds: span))
    }
}
