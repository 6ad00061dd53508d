import Testing

@testable import Cryptography

@Suite("Digests, codes and derived keys")
struct DigestTests {
    @Test(
        "SHA-256 gives the examples of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func sha256(text: String, digest: String) {
        #expect(SHA256.digest(text) == bytes(digest))
        #expect(SHA256.digest(Array(text.utf8)) == bytes(digest))
    }

    @Test(
        "HMAC-SHA256 gives the vectors of RFC 4231, 4",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131),
                Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131),
                Array(
                    ("This is a test using a larger than block-size key and a larger than block-size data. "
                        + "The key needs to be hashed before being used by the HMAC algorithm.").utf8
                ),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
            ),
        ]
    )
    func hmac(key: [UInt8], message: [UInt8], code: String) {
        let storage = SecretKeyStorage(key)
        #expect(storage.authenticationCode(for: message) == bytes(code))
        #expect(storage.authenticationCode(for: message) == bytes(code), "the keyed state is not used up")
    }

    @Test(
        "HKDF-SHA256 gives the vectors of RFC 5869, appendix A",
        arguments: [
            (
                "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
            ),
            ("", "", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
        ]
    )
    func hkdf(salt: String, information: String, derived: String) {
        let key = [UInt8](repeating: 0x0B, count: 22)
        #expect(
            HKDF.derive(from: key, salt: bytes(salt), information: bytes(information), count: 42) == bytes(derived)
        )
    }

    @Test("Random bytes come in the number asked for, and differ", arguments: [0, 1, 16, 32, 256, 257, 1_000])
    func random(count: Int) {
        let bytes = SecureRandom.bytes(count)
        #expect(bytes.count == count)
        if count >= 16 { #expect(SecureRandom.bytes(count) != bytes) }
        if count == 1_000 { #expect(Set(bytes).count > 200) }
    }

    @Test(
        "Bytes are equal only where every byte is",
        arguments: [
            ([], [], true), ([1], [1], true), ([1], [2], false), ([1, 2], [1], false), ([], [0], false),
            ([0, 0, 1], [0, 0, 2], false), ([1, 0, 0], [2, 0, 0], false),
        ] as [([UInt8], [UInt8], Bool)]
    )
    func constantTime(left: [UInt8], right: [UInt8], areEqual: Bool) {
        #expect(equalInConstantTime(left, right) == areEqual)
    }
}
