import Glibc

/// Which address a request came from and what limits count it by.
///
/// `X-Forwarded-For` is believed only where the socket's peer is a trusted proxy, and then only its
/// right-most entry that is none: everything further left is the client's own claim.
package struct TrustedNetworks: Sendable {
    private let isTrusted: @Sendable (_ address: [UInt8]) -> Bool

    /// - Parameter isTrusted: whether the 4 or 16 bytes are the address of a configured proxy.
    package init(isTrusted: @escaping @Sendable (_ address: [UInt8]) -> Bool) {
        self.isTrusted = isTrusted
    }

    func address(peer: String, forwardedFor: [String]) -> String {
        guard !forwardedFor.isEmpty else { return peer }
        var address = peer
        var hops = forwardedFor.joined(separator: ",").split(separator: ",").map { String($0).trimmed }
        while let bytes = Self.bytes(of: address), isTrusted(bytes), let hop = hops.popLast() {
            guard Self.bytes(of: hop) != nil else { break }
            address = hop
        }
        return address
    }

    /// The address itself for IPv4, its /64 for IPv6: that is what one customer of a provider has.
    package func network(of address: String) -> String {
        guard let bytes = Self.bytes(of: address) else { return address }
        guard bytes.count == 16 else {
            return address.utf8.contains(UInt8(ascii: ":")) ? bytes.map(String.init).joined(separator: ".") : address
        }
        let groups = stride(from: 0, to: 8, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "::/64"
    }

    /// The 4 or 16 bytes of an address; an IPv4 address in IPv6 clothes (RFC 4291, 2.5.5.2) is IPv4.
    private static func bytes(of text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if unsafe inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        guard unsafe inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes.suffix(4)) : bytes
    }
}
