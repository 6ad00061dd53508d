import COpenSSL

/// The algorithms of OpenSSL's default provider, fetched once.
///
/// The one-shot functions of OpenSSL 3.0 look their algorithm up at every call, which costs more
/// than digesting a token does. A fetched algorithm never changes and may be used by every thread
/// (OpenSSL's `crypto(7)`, "Explicit fetching"), hence `nonisolated(unsafe)`.
enum Algorithms {
    nonisolated(unsafe) static let sha256 = fetched(EVP_MD_fetch(nil, "SHA2-256", nil))
    nonisolated(unsafe) static let aes256GCM = fetched(EVP_CIPHER_fetch(nil, "AES-256-GCM", nil))
    nonisolated(unsafe) static let hmac = fetched(EVP_MAC_fetch(nil, "HMAC", nil))
    nonisolated(unsafe) static let hkdf = fetched(EVP_KDF_fetch(nil, "HKDF", nil))

    /// Without these algorithms nothing here can be done safely, so nothing is.
    private static func fetched(_ algorithm: OpaquePointer?) -> OpaquePointer {
        guard let algorithm else { fatalError("OpenSSL offers no default provider: check openssl.cnf") }
        return algorithm
    }

    /// Calls that fail only when memory is out or OpenSSL is broken.
    static func require(_ result: Int32) {
        guard result == 1 else { fatalError("OpenSSL failed: \(OpenSSLFailure().description)") }
    }

    static func require(_ pointer: OpaquePointer?) -> OpaquePointer {
        guard let pointer else { fatalError("OpenSSL failed: \(OpenSSLFailure().description)") }
        return pointer
    }
}
