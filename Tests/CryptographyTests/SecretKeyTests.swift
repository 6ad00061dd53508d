import Testing

@testable import Cryptography

@Suite("Secret keys")
struct SecretKeyTests {
    private let key = SecretKey(bytes: Array(0..<32))
    private let context = Array("outbox 7".utf8)

    struct Vector: Sendable {
        var key: String
        var nonce: String
        var context: String
        var plaintext: String
        var sealed: String
    }

    @Test(
        "Sealing gives the AES-256 vectors of the GCM specification (cases 13, 14 and 16)",
        arguments: [
            Vector(
                key: String(repeating: "00", count: 32),
                nonce: String(repeating: "00", count: 12),
                context: "",
                plaintext: "",
                sealed: "530f8afbc74536b9a963b4f1c4cb738b"
            ),
            Vector(
                key: String(repeating: "00", count: 32),
                nonce: String(repeating: "00", count: 12),
                context: "",
                plaintext: String(repeating: "00", count: 16),
                sealed: "cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919"
            ),
            Vector(
                key: "feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308",
                nonce: "cafebabefacedbaddecaf888",
                context: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
                plaintext: """
                    d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72
                    1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39
                    """,
                sealed: """
                    522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
                    8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662
                    76fc6ece0f4e1768cddf8853bb2d551b
                    """
            ),
        ]
    )
    func knownSeals(vector: Vector) throws {
        let key = SecretKey(bytes: bytes(vector.key))
        let context = bytes(vector.context)
        let sealed = key.seal(bytes(vector.plaintext), authenticating: context, nonce: bytes(vector.nonce))
        #expect(sealed == bytes(vector.nonce + vector.sealed))
        #expect(try key.open(sealed, authenticating: context) == bytes(vector.plaintext))
    }

    @Test("What is sealed opens again, and never looks alike", arguments: [0, 1, 15, 16, 17, 4_096, 100_000])
    func roundTrip(count: Int) throws {
        let plaintext = SecureRandom.bytes(count)
        let sealed = key.seal(plaintext, authenticating: context)
        #expect(sealed.count == count + SecretKey.sealOverhead)
        #expect(try key.open(sealed, authenticating: context) == plaintext)
        #expect(key.seal(plaintext, authenticating: context) != sealed)
    }

    @Test("A change of any bit is noticed")
    func everyBit() {
        let sealed = key.seal(Array("kim@example.com".utf8), authenticating: context)
        for index in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[index] ^= 1 << bit
                #expect(throws: SealFailure.self) { try key.open(changed, authenticating: context) }
            }
        }
    }

    @Test("A seal cut at any place, or made longer, does not open")
    func everyLength() {
        let sealed = key.seal(Array("kim@example.com".utf8), authenticating: context)
        for count in 0..<sealed.count {
            #expect(throws: SealFailure.self) { try key.open(Array(sealed.prefix(count)), authenticating: context) }
        }
        #expect(throws: SealFailure.self) { try key.open(sealed + [0], authenticating: context) }
    }

    @Test("A seal opens with its own key and in its own context only")
    func keyAndContext() {
        let sealed = key.seal(Array("secret".utf8), authenticating: context)
        #expect(throws: SealFailure.self) { try key.open(sealed, authenticating: []) }
        #expect(throws: SealFailure.self) { try key.open(sealed, authenticating: Array("outbox 8".utf8)) }
        #expect(throws: SealFailure.self) { try SecretKey.generate().open(sealed, authenticating: context) }
        #expect(throws: SealFailure.self) { try key.derived(for: "outbox").open(sealed, authenticating: context) }
    }

    @Test("A code is valid for its message and key only")
    func codes() {
        let message = Array("form 1".utf8)
        let code = key.authenticationCode(for: message)
        #expect(code.count == 32)
        #expect(key.isValid(code, for: message))
        #expect(!key.isValid(code, for: Array("form 2".utf8)))
        #expect(!key.isValid(Array(code.dropLast()), for: message))
        #expect(!key.isValid([], for: message))
        #expect(!SecretKey.generate().isValid(code, for: message))
        var changed = code
        changed[31] ^= 1
        #expect(!key.isValid(changed, for: message))
    }

    @Test("Each purpose has its own key, the same each time")
    func derivation() {
        let message = Array("m".utf8)
        let cookies = key.derived(for: "cookies").authenticationCode(for: message)
        #expect(cookies == key.derived(for: "cookies").authenticationCode(for: message))
        #expect(cookies != key.derived(for: "forms").authenticationCode(for: message))
        #expect(cookies != key.authenticationCode(for: message))
        // Stored secrets depend on it: a change of derivation would lose them.
        #expect(
            Hexadecimal.encode(key.derived(for: "cookies").storage.copy())
                == Hexadecimal.encode(
                    HKDF.derive(from: Array(0..<32), salt: [], information: Array("cookies".utf8), count: 32)
                )
        )
    }

    @Test("Threads may share a key")
    func sharing() async {
        let expected = key.authenticationCode(for: context)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask { [key, context] in
                    (0..<200).allSatisfy { _ in
                        let sealed = key.seal(expected, authenticating: context)
                        return key.isValid(expected, for: context)
                            && (try? key.open(sealed, authenticating: context)) == expected
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test("A key does not show itself")
    func quiet() {
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.contains("1"))
            #expect(text.contains("SecretKey(…)"))
        }
    }
}
