import Testing

@testable import Web

@Suite("Client networks")
struct TrustedNetworksTests {
    /// 10.0.0.0/8 is ours.
    static let networks = TrustedNetworks { $0.count == 4 && $0[0] == 10 }

    @Test(
        "the right-most hop that no trusted proxy is counts",
        arguments: [
            ("192.0.2.1", ["198.51.100.9"], "192.0.2.1"),
            ("10.0.0.1", ["198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", ["203.0.113.5, 198.51.100.9"], "198.51.100.9"),
            ("10.0.0.1", ["203.0.113.5", "198.51.100.9, 10.0.0.2"], "198.51.100.9"),
            ("10.0.0.1", ["203.0.113.5, not an address"], "10.0.0.1"),
            ("10.0.0.1", [], "10.0.0.1"),
            ("10.0.0.1", [""], "10.0.0.1"),
            ("10.0.0.1", ["10.0.0.3"], "10.0.0.3"),
            ("::ffff:10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ]
    )
    func address(peer: String, forwarded: [String], expected: String) {
        #expect(Self.networks.address(peer: peer, forwardedFor: forwarded) == expected)
    }

    @Test(
        "IPv6 counts by its /64",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("::1", "0:0:0:0::/64"), ("unknown", "unknown"),
        ]
    )
    func network(address: String, expected: String) {
        #expect(Self.networks.network(of: address) == expected)
    }
}
