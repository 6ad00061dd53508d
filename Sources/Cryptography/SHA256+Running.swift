import COpenSSL

extension SHA256 {
    /// SHA-256 of what comes in pieces, such as a file; used by one thread only.
    package final class Running {
        private let context = Algorithms.require(EVP_MD_CTX_new())

        package init() {
            Algorithms.require(EVP_DigestInit_ex2(context, Algorithms.sha256, nil))
        }

        deinit {
            EVP_MD_CTX_free(context)
        }

        package func update(_ bytes: [UInt8]) {
            Algorithms.require(EVP_DigestUpdate(context, bytes, bytes.count))
        }

        /// The digest of all pieces; nothing can be added afterwards.
        package func finish() -> [UInt8] {
            [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
                Algorithms.require(EVP_DigestFinal_ex(context, digest.baseAddress, nil))
                count = byteCount
            }
        }
    }
}
