import COpenSSL
import Glibc

/// A server certificate that vouches for itself, for a first start without an authority.
package struct SelfSignedCertificate {
    /// EC P-256, signed with SHA-256, for TLS servers only and no authority itself (RFC 5280).
    ///
    /// - Parameters:
    ///   - hostnames: DNS names; the first names the subject too.
    ///   - addresses: IPv4 and IPv6 addresses.
    ///   - validDays: from now on; it is valid for the past hour too.
    /// - Returns: both as PEM, the key in PKCS #8 and in clear.
    /// - Throws: `InvalidName`, or `OpenSSLFailure`.
    package static func make(
        hostnames: [String],
        addresses: [String],
        validDays: Int
    ) throws -> (certificatePEM: String, privateKeyPEM: String) {
        let names = try alternativeNames(hostnames: hostnames, addresses: addresses)
        guard let key = rekey_generate_p256_key() else { throw OpenSSLFailure() }
        defer { EVP_PKEY_free(key) }
        guard let certificate = X509_new() else { throw OpenSSLFailure() }
        defer { X509_free(certificate) }

        try check(X509_set_version(certificate, Int(X509_VERSION_3)))
        try setSerial(of: certificate)
        try setValidity(of: certificate, days: validDays)
        try setNames(of: certificate, to: hostnames.first ?? addresses[0])
        try check(X509_set_pubkey(certificate, key))
        try add(NID_basic_constraints, "critical,CA:FALSE", to: certificate)
        try add(NID_key_usage, "critical,digitalSignature", to: certificate)
        try add(NID_ext_key_usage, "serverAuth", to: certificate)
        try add(NID_subject_key_identifier, "hash", to: certificate)
        try add(NID_subject_alt_name, names, to: certificate)
        guard X509_sign(certificate, key, Algorithms.sha256) > 0 else { throw OpenSSLFailure() }

        return (
            try pem { PEM_write_bio_X509($0, certificate) },
            try pem { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
        )
    }

    /// What a name may be made of is checked here, because OpenSSL reads the whole list from one
    /// text: a comma in a name would start another name.
    private static func alternativeNames(hostnames: [String], addresses: [String]) throws(InvalidName) -> String {
        var names: [String] = []
        for name in hostnames {
            let isPlain = name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"):
                    true
                default: false
                }
            }
            // RFC 1035, 2.3.4
            guard isPlain, (1...253).contains(name.utf8.count) else { throw InvalidName(name: name) }
            names.append("DNS:\(name)")
        }
        for address in addresses {
            var bytes = in6_addr()
            guard inet_pton(AF_INET, address, &bytes) == 1 || inet_pton(AF_INET6, address, &bytes) == 1 else {
                throw InvalidName(name: address)
            }
            names.append("IP:\(address)")
        }
        guard !names.isEmpty else { throw InvalidName(name: "") }
        return names.joined(separator: ",")
    }

    /// Positive and unique (RFC 5280, 4.1.2.2).
    ///
    /// 127 random bits, of which the first is set.
    private static func setSerial(of certificate: OpaquePointer) throws {
        var bytes = SecureRandom.bytes(16)
        bytes[0] = bytes[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(bytes, Int32(bytes.count), nil) else { throw OpenSSLFailure() }
        defer { BN_free(number) }
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil else { throw OpenSSLFailure() }
    }

    private static func setValidity(of certificate: OpaquePointer, days: Int) throws {
        // An hour early: the clocks of those who connect are not ours.
        guard X509_gmtime_adj(X509_getm_notBefore(certificate), -3_600) != nil,
            X509_time_adj_ex(X509_getm_notAfter(certificate), Int32(days), 0, nil) != nil
        else { throw OpenSSLFailure() }
    }

    private static func setNames(of certificate: OpaquePointer, to name: String) throws {
        guard let subject = X509_NAME_new() else { throw OpenSSLFailure() }
        defer { X509_NAME_free(subject) }
        // RFC 5280, appendix A.1: a common name has at most 64 characters.
        let commonName = Array(name.utf8.prefix(64))
        try check(
            X509_NAME_add_entry_by_NID(
                subject,
                NID_commonName,
                MBSTRING_UTF8,
                commonName,
                Int32(commonName.count),
                -1,
                0
            )
        )
        try check(X509_set_subject_name(certificate, subject))
        try check(X509_set_issuer_name(certificate, subject))
    }

    private static func add(_ identifier: Int32, _ value: String, to certificate: OpaquePointer) throws {
        guard let addition = rekey_extension(certificate, identifier, value) else { throw OpenSSLFailure() }
        defer { X509_EXTENSION_free(addition) }
        try check(X509_add_ext(certificate, addition, -1))
    }

    private static func pem(_ write: (OpaquePointer) -> Int32) throws -> String {
        guard let output = BIO_new(BIO_s_mem()) else { throw OpenSSLFailure() }
        defer { BIO_free(output) }
        try check(write(output))
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(output))
        try check(BIO_read(output, &bytes, Int32(bytes.count)) == bytes.count ? 1 : 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func check(_ result: Int32) throws {
        guard result == 1 else { throw OpenSSLFailure() }
    }
}

/// A name that no certificate can carry.
package struct InvalidName: Error, Sendable, Equatable, CustomStringConvertible {
    package let name: String

    package init(name: String) {
        self.name = name
    }

    package var description: String {
        name.isEmpty ? "a certificate needs a host name or an address" : "no host name or address: \(name)"
    }
}
