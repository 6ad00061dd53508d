import COpenSSL

/// SHA-256 (FIPS 180-4) in one call: enough for secrets of 128 random bits and more, never for
/// what a person chooses.
package enum SHA256 {
    package static let byteCount = 32

    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            Algorithms.require(
                EVP_Digest(bytes, bytes.count, digest.baseAddress, nil, Algorithms.sha256, nil)
            )
            count = byteCount
        }
    }

    package static func digest(_ text: String) -> [UInt8] {
        digest(Array(text.utf8))
    }
}
