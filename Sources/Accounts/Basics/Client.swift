/// Where a request came from: what limits are counted by and an operator reads afterwards.
package struct Client: Sendable, Hashable {
    /// The address of the socket's peer, or of the right-most hop that a trusted proxy named.
    package var address: String
    /// What limits are keyed by: the IPv4 address, or the /64 of an IPv6 address.
    package var network: String
    package var userAgent: String?
    /// The request's correlation id (`activityid`).
    package var requestID: String

    package init(address: String, network: String, userAgent: String?, requestID: String) {
        self.address = address
        self.network = network
        self.userAgent = userAgent.map { String($0.prefix(256)) }
        self.requestID = requestID
    }
}
