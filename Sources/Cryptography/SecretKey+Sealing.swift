import COpenSSL

/// What was to be opened is not what was sealed with this key in this context, or is damaged.
///
/// Which of them cannot be told, and must not be.
package struct SealFailure: Error, Sendable {}

/// Authenticated encryption: AES-256 in Galois/Counter Mode (NIST SP 800-38D).
///
/// Sealed bytes are nonce (12) ‖ ciphertext ‖ tag (16). Nonces are random, which is sound for 2³²
/// messages a key (SP 800-38D, 8.3): every purpose has a key of its own.
extension SecretKey {
    private static let nonceCount = 12
    private static let tagCount = 16
    /// How many bytes sealed ones are longer than plain ones.
    package static let sealOverhead = nonceCount + tagCount

    /// `context` is not kept, but must be the same when the bytes are opened: where they belong.
    package func seal(_ plaintext: [UInt8], authenticating context: [UInt8]) -> [UInt8] {
        seal(plaintext, authenticating: context, nonce: SecureRandom.publicBytes(Self.nonceCount))
    }

    /// With a nonce that a test chooses.
    ///
    /// Two messages under one nonce would betray the key.
    func seal(_ plaintext: [UInt8], authenticating context: [UInt8], nonce: [UInt8]) -> [UInt8] {
        precondition(nonce.count == Self.nonceCount)
        let cipher = Algorithms.require(EVP_CIPHER_CTX_new())
        defer { EVP_CIPHER_CTX_free(cipher) }
        let total = plaintext.count + Self.sealOverhead
        return [UInt8](unsafeUninitializedCapacity: total) { sealed, filled in
            guard let start = sealed.baseAddress else { return }
            start.update(from: nonce, count: Self.nonceCount)
            var written: Int32 = 0
            storage.withBytes { key in
                Algorithms.require(EVP_EncryptInit_ex2(cipher, Algorithms.aes256GCM, key, nonce, nil))
            }
            if !context.isEmpty {
                Algorithms.require(EVP_EncryptUpdate(cipher, nil, &written, context, Int32(context.count)))
            }
            let ciphertext = start + Self.nonceCount
            if !plaintext.isEmpty {
                Algorithms.require(EVP_EncryptUpdate(cipher, ciphertext, &written, plaintext, Int32(plaintext.count)))
            }
            let tag = ciphertext + plaintext.count
            Algorithms.require(EVP_EncryptFinal_ex(cipher, tag, &written))
            Algorithms.require(
                EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagCount), tag)
            )
            filled = total
        }
    }

    package func open(_ sealed: [UInt8], authenticating context: [UInt8]) throws(SealFailure) -> [UInt8] {
        let length = sealed.count - Self.sealOverhead
        guard length >= 0 else { throw SealFailure() }
        let cipher = Algorithms.require(EVP_CIPHER_CTX_new())
        defer { EVP_CIPHER_CTX_free(cipher) }
        var tag = Array(sealed.suffix(Self.tagCount))
        // One byte more, so that there is an address to write to even where nothing was sealed.
        var plaintext = [UInt8](repeating: 0, count: length + 1)
        let isGenuine = sealed.withUnsafeBufferPointer { sealed in
            guard let nonce = sealed.baseAddress else { return false }
            var written: Int32 = 0
            storage.withBytes { key in
                Algorithms.require(EVP_DecryptInit_ex2(cipher, Algorithms.aes256GCM, key, nonce, nil))
            }
            if !context.isEmpty {
                Algorithms.require(EVP_DecryptUpdate(cipher, nil, &written, context, Int32(context.count)))
            }
            if length > 0 {
                let ciphertext = nonce + Self.nonceCount
                Algorithms.require(EVP_DecryptUpdate(cipher, &plaintext, &written, ciphertext, Int32(length)))
            }
            Algorithms.require(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag))
            return EVP_DecryptFinal_ex(cipher, &plaintext[length], &written) == 1
        }
        guard isGenuine else {
            // What came out of bytes that somebody changed must not be seen by anyone.
            OPENSSL_cleanse(&plaintext, plaintext.count)
            ERR_clear_error()
            throw SealFailure()
        }
        plaintext.removeLast()
        return plaintext
    }
}
