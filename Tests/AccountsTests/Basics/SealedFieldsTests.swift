import Accounts
import Testing

@Suite("Sealed fields")
struct SealedFieldsTests {
    @Test(
        "come back as they were written",
        arguments: ["", "kim", "kïm 🦆", "\u{0}\n", String(repeating: "x", count: 70_000)]
    )
    func roundTrip(text: String) throws {
        var written = SealedFields()
        written.append(text)
        written.append(nil)
        written.append([text: "value", "key": text])
        written.append("last")
        var read = SealedFields(bytes: written.bytes)
        let first = try read.text()
        let nothing = try read.optionalText()
        let table = try read.table()
        let last = try read.text()
        #expect(first == text)
        #expect(nothing == nil)
        #expect(table == [text: "value", "key": text])
        #expect(last == "last")
        #expect(throws: SealedFields.Damaged.self) { try read.text() }
    }

    @Test("that were cut or changed are refused, whatever length they claim")
    func damaged() {
        var written = SealedFields()
        written.append(["key": "value"])
        for count in 0..<written.bytes.count {
            var cut = SealedFields(bytes: Array(written.bytes.prefix(count)))
            #expect(throws: SealedFields.Damaged.self) { try cut.table() }
        }
        for bytes in [[0xFE, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F, 0], [0, 0, 0]] as [[UInt8]] {
            var odd = SealedFields(bytes: bytes)
            #expect(throws: SealedFields.Damaged.self) { try odd.text() }
            var table = SealedFields(bytes: bytes)
            #expect(throws: SealedFields.Damaged.self) { try table.table() }
        }
    }
}
