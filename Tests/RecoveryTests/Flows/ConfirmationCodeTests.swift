import Accounts
import Testing

@testable import Recovery

@Suite("Confirmation codes")
struct ConfirmationCodeTests {
    @Test("are 43 characters of base64url, never twice, all bits in use")
    func shape() throws {
        var seen: Set<String> = []
        var bits = [Int](repeating: 0, count: 64)
        for _ in 0..<10_000 {
            let code = ConfirmationCode(from: .machine)
            #expect(code.text.utf8.count == 43)
            #expect(seen.insert(code.text).inserted)
            for (index, byte) in code.locator.enumerated() {
                for bit in 0..<8 where byte & (1 << UInt8(bit)) != 0 { bits[index * 8 + bit] += 1 }
            }
        }
        // Each bit is set in half of the codes: 10 standard deviations around it.
        #expect(bits.allSatisfy { (4_500...5_500).contains($0) })
    }

    @Test(
        "come back from their text, whatever a mail program hung on it",
        arguments: ["", ".", ">", ")", "=", "\"", ",", " "]
    )
    func roundTrip(tail: String) throws {
        let code = ConfirmationCode(from: .machine)
        let parsed = try #require(ConfirmationCode(code.text + tail))
        #expect(parsed.digest == code.digest)
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "x", String(repeating: "A", count: 42), String(repeating: "A", count: 44),
            String(repeating: "!", count: 43), String(repeating: "A", count: 1_000_000),
            "3b5c1f4e-9d0a-4c0e-8a0f-7d6b1e2c3a44",
            "' OR 1=1 --", "\u{0}",
        ]
    )
    func refused(text: String) {
        #expect(ConfirmationCode(text) == nil)
    }

    @Test("do not print themselves")
    func quiet() {
        let code = ConfirmationCode(from: .machine)
        #expect(!"\(code)".contains(code.text))
    }
}
