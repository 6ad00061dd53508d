import Foundation
import Testing

@testable import Mail

@Suite struct QuotedPrintableTests {
    static func encoded(_ text: String) -> String {
        var output: [UInt8] = []
        QuotedPrintable.append(text, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "Text is encoded as RFC 2045 has it",
        arguments: [
            ("", ""), ("plain", "plain"), ("a=b", "a=3Db"), ("Zürich", "Z=C3=BCrich"), ("😀", "=F0=9F=98=80"),
            ("a\nb\rc\r\nd\n\ne", "a\r\nb\r\nc\r\nd\r\n\r\ne"), ("a \nb\t\n c", "a=20\r\nb=09\r\n c"),
            ("end ", "end=20"), (".\n..a\nb.c", "=2E\r\n=2E.a\r\nb.c"),
            ("From me\nFrom\n From", "=46rom me\r\nFrom\r\n From"),
            ("\0\u{1B}\u{7F}", "=00=1B=7F"),
            (String(repeating: "x", count: 76), String(repeating: "x", count: 75) + "=\r\nx"),
            (String(repeating: "x", count: 75) + ".", String(repeating: "x", count: 75) + "=\r\n=2E"),
            (String(repeating: "x", count: 73) + "é", String(repeating: "x", count: 73) + "=\r\n=C3=A9"),
        ]
    )
    func table(_ text: String, expected: String) {
        #expect(Self.encoded(text) == expected)
    }

    @Test("Any text keeps its lines short and in ASCII, and comes back", arguments: 0..<40)
    func property(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let text = random.text(length: 2_000)
        let lines = Self.encoded(text).components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.hasPrefix(".") && !$0.hasPrefix("From ") })
        #expect(lines.allSatisfy { line in line.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x09 } })
        #expect(lines.allSatisfy { !$0.hasSuffix(" ") && !$0.hasSuffix("\t") })
        let unified = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.last == "\r" ? $0.dropLast() : $0 }
        let expected = unified.flatMap { $0.split(separator: "\r", omittingEmptySubsequences: false) }
            .map { String(String.UnicodeScalarView($0)) }
        #expect(Self.decoded(lines).map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    /// A decoder of our own, as plain as can be; the reader of another make is in ForeignReaderTests.
    private static func decoded(_ lines: [String]) -> [String] {
        var decoded: [String] = []
        var bytes: [UInt8] = []
        for line in lines {
            var rest = Array(line.utf8)[...]
            let isSoft = rest.last == UInt8(ascii: "=")
            if isSoft {
                rest.removeLast()
            }
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "=") else {
                    bytes.append(byte)
                    continue
                }
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            }
            if !isSoft {
                decoded.append(String(decoding: bytes, as: UTF8.self))
                bytes = []
            }
        }
        return decoded
    }
}
