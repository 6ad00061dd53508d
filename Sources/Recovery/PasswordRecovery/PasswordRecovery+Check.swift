package import Accounts
import Mail
import Storage

/// Why can this user not recover? The rules of `+Start` and `+Resolve` in their order, without sending, counting or
/// changing anything.
extension PasswordRecovery {
    package struct Check: Sendable {
        /// What would stop a recovery that is asked for now.
        package enum Obstacle: Sendable, Equatable {
            /// Nobody recovers here.
            case switchedOff
            /// It was asked for too often.
            case accountLimited(wait: Span)
            case stopped(RecoveryRequest.Outcome)
        }

        /// Nil: nothing would.
        package var obstacle: Obstacle?
        /// Where the mail would go.
        package var maskedAddress: String?
    }

    /// `typed`: as a person types it on the page.
    package func check(_ typed: String, at tenant: Tenant) async throws -> Check {
        guard rules.isEnabled else { return Check(obstacle: .switchedOff) }
        let now = surroundings.now()
        let account = accountBucket(of: typed, at: tenant)
        return try await database.read { [self] db in
            if let wait = try limits.exhausted([account], at: now, in: db) {
                return Check(obstacle: .accountLimited(wait: wait))
            }
            let ask = RecoveryAsk(
                kind: .start,
                identifier: typed,
                realm: nil,
                acceptsAddress: true,
                callback: nil,
                properties: [:]
            )
            let verdict = try RecoveryVerdict(
                on: candidates(for: ask, at: tenant, in: db),
                claims: { try $0.claims(in: db) },
                channel: .email,
                rules: rules,
                at: now
            )
            switch verdict {
            case .stopped(let outcome):
                return Check(obstacle: .stopped(outcome))
            case .mayGoOn(_, let claims, let address):
                let bucket = addressBucket(claims[Claim.emailAddress] ?? "")
                let isLimited = try limits.exhausted([bucket], at: now, in: db) != nil
                return Check(
                    obstacle: isLimited ? .stopped(.addressLimited) : nil,
                    maskedAddress: address?.address.maskedAddress
                )
            }
        }
    }
}
