import COpenSSL

/// Keys out of a key: extract, then expand (RFC 5869) with SHA-256.
enum HKDF {
    static func derive(from key: [UInt8], salt: [UInt8], information: [UInt8], count: Int) -> [UInt8] {
        let context = Algorithms.require(EVP_KDF_CTX_new(Algorithms.hkdf))
        defer { EVP_KDF_CTX_free(context) }
        var key = key
        defer { key.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        return [UInt8](unsafeUninitializedCapacity: count) { derived, filled in
            Algorithms.require(
                rekey_hkdf_sha256(
                    context,
                    key,
                    key.count,
                    salt,
                    salt.count,
                    information,
                    information.count,
                    derived.baseAddress,
                    count
                )
            )
            filled = count
        }
    }
}
