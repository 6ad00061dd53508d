/// How often something may happen within a window that begins with the first time.
package struct LimitRule: Sendable, Hashable {
    package var count: Int
    package var window: Span

    package init(count: Int, window: Span) {
        self.count = count
        self.window = window
    }
}

/// What is limited.
package enum LimitKind: String, Sendable, CaseIterable {
    /// Recovery requests for one identifier, known or not.
    case recoveryForAccount = "recovery-account"
    /// Recovery messages to one address.
    case recoveryToAddress = "recovery-address"
    /// Recovery requests from one IPv4 address or IPv6 /64.
    case recoveryFromNetwork = "recovery-network"
    /// Recovery requests at one tenant.
    case recoveryAtTenant = "recovery-tenant"
    /// Wrong codes against the flows of one account.
    case wrongCodesForAccount = "wrong-codes-account"
    /// Codes that belong to no flow, from one network.
    case wrongCodesFromNetwork = "wrong-codes-network"
    case signInFailuresOfAccount = "sign-in-account"
    case signInFailuresFromNetwork = "sign-in-network"
}
