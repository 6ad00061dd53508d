import Testing

@testable import Accounts

@Suite("Password hashes")
struct PasswordHashTests {
    private static let stored =
        "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

    @Test("A PHC string is read into its parts and written as it was")
    func roundTrip() throws {
        let hash = try #require(PasswordHash(Self.stored))
        #expect(hash.parameters == .recommended)
        #expect(hash.salt == Array(0..<16))
        #expect(hash.digest == Array(0..<32))
        #expect(hash.text == Self.stored)
    }

    @Test(
        "What is not exactly such a string is no hash",
        arguments: [
            "", "$", "password", stored + "$", "x" + stored, stored + "=", stored + " ",
            replacing("argon2id", "argon2i"), replacing("argon2id", "Argon2id"), replacing("v=19", "v=16"),
            replacing("v=19$", ""), replacing("m=19456", "m=019456"), replacing("m=19456", "m=+19456"),
            replacing("m=19456", "m=-19456"), replacing("m=19456,t=2", "t=2,m=19456"), replacing(",p=1", ""),
            replacing("p=1", "p=1,data=AAAA"), replacing("m=19456", "m=7"), replacing("p=1", "p=0"),
            replacing("t=2", "t=0"), replacing("m=19456", "m=999999999999"), replacing("t=2", "t=4294967295"),
            replacing("m=19456", "m=99999999999999999999999"), replacing("AAECAwQFBgcICQoLDA0ODw$", "AAECAw$"),
            replacing("AAECAwQFBgcICQoLDA0ODw$", "AAECAwQFBgcICQoLDA0ODw==$"),
            replacing("AAECAwQFBgcICQoLDA0ODw$", "AAECAwQFBgcICQoLDA0ODx$"),
            replacing("$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "$"),
            "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
        ]
    )
    func refused(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test(
        "A hash made otherwise than today is to be made anew",
        arguments: [
            (stored, false), (replacing("m=19456", "m=9728"), true), (replacing("t=2", "t=1"), true),
            (replacing("p=1", "p=2"), true), (replacing("m=19456", "m=65536"), true),
            (replacing("AAECAwQFBgcICQoLDA0ODw$", "AAECAwQFBgc$"), true),
            (replacing("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "AAECAwQFBgcICQoLDA0ODw"), true),
        ]
    )
    func rehash(text: String, isNeeded: Bool) throws {
        #expect(try #require(PasswordHash(text)).needsRehash(for: .recommended) == isNeeded)
    }

    @Test("A hash does not show its digest")
    func quiet() throws {
        let hash = try #require(PasswordHash(Self.stored))
        var dumped = ""
        dump(hash, to: &dumped)
        #expect("\(hash)" == "PasswordHash(m=19456,t=2,p=1)")
        #expect(!(dumped + String(reflecting: hash)).contains("AAEC"))
    }

    private static func replacing(_ part: String, _ other: String) -> String {
        guard let range = stored.firstRange(of: part) else { preconditionFailure("no \(part)") }
        return stored.replacingCharacters(in: range, with: other)
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
