import Cryptography
import Testing

@Suite("Encodings")
struct EncodingTests {
    @Test(
        "Base 64 gives the vectors of RFC 4648, 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func standard(text: String, encoded: String) {
        let plain = Array(text.utf8)
        #expect(Base64.encode(plain) == encoded)
        #expect(Base64.decode(encoded) == plain)
        let bare = String(encoded.prefix { $0 != "=" })
        #expect(Base64.encode(plain, padded: false) == bare)
        #expect(Base64.decode(bare, padded: false) == plain)
        #expect(Base64URL.encode(plain) == bare)
        #expect(Base64URL.decode(bare) == plain)
    }

    @Test("The two alphabets differ where RFC 4648 says")
    func alphabets() {
        let bytes: [UInt8] = [0xFB, 0xFF, 0xBF]
        #expect(Base64.encode(bytes) == "+/+/")
        #expect(Base64URL.encode(bytes) == "-_-_")
        #expect(Base64URL.decode("+/+/") == nil)
        #expect(Base64.decode("-_-_") == nil)
    }

    @Test("Every length comes back", arguments: 0..<70)
    func roundTrip(count: Int) {
        let bytes = SecureRandom.bytes(count)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        #expect(Hexadecimal.decode(Hexadecimal.encode(bytes)) == bytes)
    }

    @Test(
        "Padded base 64 has one spelling",
        arguments: [
            "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v=", "Zg==Zg==", "=", "====", "Z===", " Zg==", "Zg==\n", "Z g=", "Zm9vYé",
        ]
    )
    func strictStandard(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("base64url has one spelling", arguments: ["Z", "Zh", "Zm9", "Zg==", "Zm9v\0", "Zm 9v", "Zm9vZ", "٣٣٣٣"])
    func strictURL(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("Hexadecimal is lower case, and read in both", arguments: [("00ff10Ab", [0, 255, 16, 171] as [UInt8])])
    func hexadecimal(text: String, bytes: [UInt8]) {
        #expect(Hexadecimal.decode(text) == bytes)
        #expect(Hexadecimal.encode(bytes) == text.lowercased())
    }

    @Test("What is no hexadecimal is refused", arguments: ["0", "0g", "0x", "+1", " 0", "０0"])
    func strictHexadecimal(text: String) {
        #expect(Hexadecimal.decode(text) == nil)
    }
}
