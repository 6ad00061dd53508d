import Foundation
import Testing

@testable import Mail

/// What we compose, read by a mail library of another make (Python's email package).
@Suite(.enabled(if: Python.isThere, Python.skipped)) struct ForeignReaderTests {
    private struct Reading: Decodable {
        var from: [[String]]
        var to: [[String]]
        var replyTo: [[String]]
        var subject: String
        var date: Double
        var headers: [String]
        var language: String
        var text: String
        var html: String?
        var defects: [String]
        var headerDefects: [String]
    }

    private static func read(_ messages: [MailMessage]) throws -> [Reading] {
        var input = Data()
        for message in messages {
            let bytes = try message.encoded()
            withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { input += $0 }
            input += bytes
        }
        let output = try Python.run(Python.script("parse_message.py"), input: input)
        return try output.split(separator: 0x0A).map { try JSONDecoder().decode(Reading.self, from: $0) }
    }

    private static func lines(_ text: String) -> String {
        var text = text
        text.makeContiguousUTF8()
        let scalars = Array(text.unicodeScalars)
        var unified = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\r" {
                unified.append(contentsOf: "\r\n".unicodeScalars)
            } else if scalar != "\n" {
                unified.append(scalar)
            } else if index == 0 || scalars[index - 1] != "\r" {
                unified.append(contentsOf: "\r\n".unicodeScalars)
            }
        }
        return String(unified)
    }

    @Test("Every text, subject and name comes out as it went in, and nothing else does")
    func hostile() throws {
        var random = SeededGenerator(seed: 7)
        let messages = try (0..<150).map { number in
            MailMessage(
                from: try MailAddress("no-reply@example.com", name: random.text(length: 30)),
                replyTo: number.isMultiple(of: 2) ? try MailAddress("help@example.com", name: "Ünïcode") : nil,
                to: try MailAddress("kim@example.org", name: random.text(length: 60)),
                subject: random.text(length: 120),
                text: random.text(length: 1_500),
                html: number.isMultiple(of: 3) ? nil : random.text(length: 1_500),
                language: "de-CH",
                messageID: "\(number)@example.com",
                date: Int64(number) * 86_400_000_000_000
            )
        }
        let readings = try Self.read(messages)
        #expect(readings.count == messages.count)
        for (message, reading) in zip(messages, readings) {
            #expect(reading.defects == [])
            #expect(reading.headerDefects == [])
            #expect(reading.headers.count == Set(reading.headers).count)
            #expect(!reading.headers.contains("Bcc"))
            #expect(reading.from == [[message.from.name ?? "", "no-reply@example.com"]])
            #expect(reading.to == [[message.to.name ?? "", "kim@example.org"]])
            #expect(reading.replyTo.count == (message.replyTo == nil ? 0 : 1))
            #expect(reading.subject == HeaderText.cleaned(message.subject))
            #expect(reading.date == Double(message.date / 1_000_000))
            #expect(reading.language == "de-CH")
            let text = Self.lines(message.text)
            let isAlone = message.html == nil
            #expect(reading.text == text || isAlone && reading.text == text + "\r\n")
            #expect(reading.html == message.html.map(Self.lines))
        }
    }
}
