import Glibc

/// The addresses of one network, as `10.0.0.0/8` or `2001:db8::/32` writes them (RFC 4632, RFC 4291 section 2.3).
package struct NetworkRange: Sendable, Equatable {
    /// Four bytes for IPv4, sixteen for IPv6.
    package let address: [UInt8]
    package let prefixLength: Int

    /// Nil when the text is no address or no network; an address alone is the network of that one address.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = Self.addressBytes(String(first)) else { return nil }
        self.address = address
        guard parts.count == 2 else {
            prefixLength = address.count * 8
            return
        }
        guard parts[1].utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let length = Int(parts[1]),
            length <= address.count * 8
        else { return nil }
        prefixLength = length
    }

    /// Whether an address, in network byte order, is of this network.
    package func contains(_ other: [UInt8]) -> Bool {
        guard other.count == address.count else { return false }
        return address.indices.allSatisfy { index in
            let bits = min(max(prefixLength - index * 8, 0), 8)
            let mask = bits == 0 ? 0 : UInt8.max << (8 - bits)
            return address[index] & mask == other[index] & mask
        }
    }

    /// The bytes of an IPv4 or IPv6 address; nil for anything else, a host name included.
    package static func addressBytes(_ text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            let isAddress = unsafe bytes.withUnsafeMutableBytes { unsafe inet_pton(family, text, $0.baseAddress) == 1 }
            if isAddress { return bytes }
        }
        return nil
    }
}
