/// A customer of the server: its users, settings and limits are its own.
package struct Tenant: Sendable, Hashable {
    /// The tenant that every server has; addressed without `/t/{tenant}`.
    package static let superDomain = "carbon.super"
    /// The id that WSO2 gives to it.
    package static let superID: Int64 = -1234

    package var id: Int64
    /// How it is addressed: `/t/{domain}/…` and `name@domain`.
    package var domain: String
    package var isActive: Bool

    package var isSuper: Bool { id == Self.superID }

    /// Where this tenant's URLs begin: empty for the super tenant.
    package var pathPrefix: String { isSuper ? "" : "/t/\(domain)" }

    package init(id: Int64, domain: String, isActive: Bool) {
        self.id = id
        self.domain = domain
        self.isActive = isActive
    }

    /// Whether `domain` may name a tenant: a host name of two labels at least, lower case, at most
    /// 253 characters (RFC 1035, 2.3.4).
    package static func isValidDomain(_ domain: String) -> Bool {
        guard domain.utf8.count <= 253 else { return false }
        let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
                return label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
                    && isAlphanumeric(first) && isAlphanumeric(last)
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
