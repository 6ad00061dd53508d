import Cryptography
import Foundation
import TestSupport
import Testing

@Suite("Self-signed certificates")
struct SelfSignedCertificateTests {
    private static let openssl = "/usr/bin/openssl"

    @Test(
        "OpenSSL's own tool reads, trusts and accepts the certificate",
        .enabled(if: FileManager.default.isExecutableFile(atPath: openssl), "needs Debian's package openssl")
    )
    func accepted() throws {
        let folder = try TemporaryFolder()
        let made = try SelfSignedCertificate.make(
            hostnames: ["localhost", "id.example.com", "*.example.org"],
            addresses: ["127.0.0.1", "::1"],
            validDays: 90
        )
        try folder.write(made.certificatePEM, to: "certificate.pem")
        try folder.write(made.privateKeyPEM, to: "key.pem")

        let text = try run(["x509", "-in", "certificate.pem", "-noout", "-text"], in: folder)
        #expect(text.contains("Version: 3 (0x2)"))
        #expect(text.contains("Signature Algorithm: ecdsa-with-SHA256"))
        #expect(text.contains("ASN1 OID: prime256v1"))
        #expect(text.contains("X509v3 Basic Constraints: critical\n                CA:FALSE"))
        #expect(text.contains("X509v3 Key Usage: critical\n                Digital Signature"))
        #expect(text.contains("TLS Web Server Authentication"))
        #expect(
            text.contains(
                "DNS:localhost, DNS:id.example.com, DNS:*.example.org, "
                    + "IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"
            )
        )
        for name in [["-verify_hostname", "id.example.com"], ["-verify_ip", "::1"]] {
            let arguments = ["-purpose", "sslserver", "-x509_strict", "-CAfile", "certificate.pem"]
            #expect(try run(["verify"] + arguments + name + ["certificate.pem"], in: folder).contains(": OK"))
        }
        #expect(try run(["x509", "-in", "certificate.pem", "-noout", "-checkend", "\(89 * 86_400)"], in: folder) != "")
        #expect(throws: Refused.self) {
            try run(["x509", "-in", "certificate.pem", "-noout", "-checkend", "\(91 * 86_400)"], in: folder)
        }
        let own = try run(["x509", "-in", "certificate.pem", "-noout", "-pubkey"], in: folder)
        #expect(try run(["pkey", "-in", "key.pem", "-pubout"], in: folder) == own)
    }

    @Test("No two certificates share a key or a serial number")
    func unique() throws {
        let one = try SelfSignedCertificate.make(hostnames: ["localhost"], addresses: [], validDays: 1)
        let other = try SelfSignedCertificate.make(hostnames: ["localhost"], addresses: [], validDays: 1)
        #expect(one.privateKeyPEM != other.privateKeyPEM)
        #expect(one.certificatePEM != other.certificatePEM)
        #expect(one.privateKeyPEM.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(one.certificatePEM.hasSuffix("-----END CERTIFICATE-----\n"))
    }

    @Test(
        "A long host name fits, and an address alone is enough",
        arguments: [
            (hostnames: [String(repeating: "a", count: 60) + ".example.com"], addresses: [String]()),
            (hostnames: [String](), addresses: ["192.0.2.7"]),
        ]
    )
    func subjects(hostnames: [String], addresses: [String]) throws {
        _ = try SelfSignedCertificate.make(hostnames: hostnames, addresses: addresses, validDays: 1)
    }

    @Test(
        "A name that would say more than a name is refused",
        arguments: [
            "", "a,IP:192.0.2.1", "a b", "kim@example.com", "exämple.com", "a\n", "@section", "a:b",
        ]
    )
    func badHostname(name: String) {
        #expect(throws: InvalidName(name: name)) {
            try SelfSignedCertificate.make(hostnames: [name], addresses: [], validDays: 1)
        }
    }

    @Test("An address that is none is refused", arguments: ["", "localhost", "256.0.0.1", "::1%lo", "127.0.0.1,DNS:a"])
    func badAddress(address: String) {
        #expect(throws: InvalidName(name: address)) {
            try SelfSignedCertificate.make(hostnames: [], addresses: [address], validDays: 1)
        }
    }

    @Test("No names, no certificate")
    func noNames() {
        #expect(throws: InvalidName(name: "")) {
            try SelfSignedCertificate.make(hostnames: [], addresses: [], validDays: 1)
        }
    }

    private struct Refused: Error {
        var output: String
    }

    private func run(_ arguments: [String], in folder: TemporaryFolder) throws -> String {
        let (status, output) = try ChildProcess.run(
            ["/usr/bin/env", "--chdir", folder.path, Self.openssl] + arguments,
            takesErrors: true
        )
        let text = String(decoding: output, as: UTF8.self)
        guard status == 0 else { throw Refused(output: text) }
        return text
    }
}
