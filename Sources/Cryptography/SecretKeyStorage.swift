import COpenSSL

/// The memory of a secret key, and an HMAC that has already read it.
///
/// Unchecked, because the compiler cannot see what holds: everything is written in `init`, and
/// only read, or duplicated by OpenSSL, until `deinit`.
final class SecretKeyStorage: @unchecked Sendable {
    private let bytes: UnsafeMutableRawBufferPointer
    /// Keyed once; each message is authenticated by a duplicate, which skips the key schedule and
    /// the look-up of the digest.
    private let keyedHMAC: OpaquePointer

    init(_ key: [UInt8]) {
        bytes = .allocate(byteCount: key.count, alignment: 16)
        bytes.copyBytes(from: key)
        keyedHMAC = Algorithms.require(EVP_MAC_CTX_new(Algorithms.hmac))
        Algorithms.require(
            rekey_hmac_sha256_init(keyedHMAC, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count)
        )
    }

    deinit {
        EVP_MAC_CTX_free(keyedHMAC)
        OPENSSL_cleanse(bytes.baseAddress, bytes.count)
        bytes.deallocate()
    }

    func authenticationCode(for message: [UInt8]) -> [UInt8] {
        let context = Algorithms.require(EVP_MAC_CTX_dup(keyedHMAC))
        defer { EVP_MAC_CTX_free(context) }
        return [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { code, count in
            Algorithms.require(EVP_MAC_update(context, message, message.count))
            Algorithms.require(EVP_MAC_final(context, code.baseAddress, &count, SHA256.byteCount))
        }
    }

    func copy() -> [UInt8] { Array(bytes) }

    func withBytes<Result>(_ body: (UnsafePointer<UInt8>?) -> Result) -> Result {
        body(bytes.assumingMemoryBound(to: UInt8.self).baseAddress.map { UnsafePointer($0) })
    }
}
