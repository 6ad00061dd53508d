import COpenSSL

/// 32 secret bytes and what may be done with them.
///
/// Owns the bytes and wipes them when the last copy goes. Must not know what it protects; who
/// needs a key for a purpose of its own asks for a derived one.
package struct SecretKey: Sendable {
    package static let byteCount = 32

    let storage: SecretKeyStorage

    /// - Precondition: `bytes` are 32.
    package init(bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "a secret key has \(Self.byteCount) bytes")
        storage = SecretKeyStorage(bytes)
    }

    package static func generate() -> SecretKey {
        SecretKey(bytes: SecureRandom.bytes(byteCount))
    }

    /// Another key, which says nothing of this one: HKDF-SHA256 (RFC 5869).
    ///
    /// The purpose is its information. There is no salt: the key is random already (3.1 there).
    package func derived(for purpose: String) -> SecretKey {
        SecretKey(
            bytes: HKDF.derive(
                from: storage.copy(),
                salt: [],
                information: Array(purpose.utf8),
                count: Self.byteCount
            )
        )
    }

    /// HMAC-SHA256 (RFC 2104): 32 bytes that only a holder of this key can make.
    package func authenticationCode(for message: [UInt8]) -> [UInt8] {
        storage.authenticationCode(for: message)
    }

    package func isValid(_ code: [UInt8], for message: [UInt8]) -> Bool {
        equalInConstantTime(code, authenticationCode(for: message))
    }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "SecretKey(…)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
