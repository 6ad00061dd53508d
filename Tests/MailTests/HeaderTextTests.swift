import Foundation
import Testing

@testable import Mail

@Suite struct HeaderTextTests {
    private static func field(_ name: String, _ words: [String]) -> String {
        var output: [UInt8] = []
        HeaderText.append(name, words, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "A subject is plain where it can be, encoded where it must, and folded",
        arguments: [
            ("Reset your password", "Subject: Reset your password\r\n"),
            ("", "Subject:\r\n"),
            ("Zürich: 1+1=2_x", "Subject: =?UTF-8?Q?Z=C3=BCrich=3A_1+1=3D2=5Fx?=\r\n"),
            ("=?UTF-8?Q?fake?=", "Subject: =?UTF-8?Q?=3D=3FUTF-8=3FQ=3Ffake=3F=3D?=\r\n"),
            (
                String(repeating: "seventeen letters ", count: 6),
                """
                Subject: seventeen letters seventeen letters seventeen letters seventeen\r
                 letters seventeen letters seventeen letters\r

                """
            ),
            (
                "Пароль для входа восстановлен",
                """
                Subject: =?UTF-8?Q?=D0=9F=D0=B0=D1=80=D0=BE=D0=BB=D1=8C_=D0=B4=D0=BB?=\r
                 =?UTF-8?Q?=D1=8F_=D0=B2=D1=85=D0=BE=D0=B4=D0=B0_=D0=B2=D0=BE?=\r
                 =?UTF-8?Q?=D1=81=D1=81=D1=82=D0=B0=D0=BD=D0=BE=D0=B2=D0=BB?=\r
                 =?UTF-8?Q?=D0=B5=D0=BD?=\r

                """
            ),
        ]
    )
    func subject(_ text: String, expected: String) {
        #expect(Self.field("Subject", HeaderText.unstructured(text)) == expected)
    }

    @Test(
        "A display name is atoms, a quoted string or encoded words",
        arguments: [
            ("Kim Doe", ["Kim", "Doe"]),
            ("Doe, Kim", [#""Doe, Kim""#]),
            (#"Kim "K" \ Doe"#, [#""Kim \"K\" \\ Doe""#]),
            ("kim@example.com", [#""kim@example.com""#]),
            ("J. Doe", [#""J. Doe""#]),
            ("Zoë", ["=?UTF-8?Q?Zo=C3=AB?="]),
            ("=?x", ["=?UTF-8?Q?=3D=3Fx?="]),
            ("\"Zoë\" <eve@evil.example>", ["=?UTF-8?Q?=22Zo=C3=AB=22_=3Ceve=40evil=2Eexample=3E?="]),
        ]
    )
    func phrase(_ text: String, expected: [String]) {
        #expect(HeaderText.phrase(text) == expected)
    }

    @Test("No text leaves its line, whatever is in it", arguments: 0..<40)
    func property(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let text = HeaderText.cleaned(random.text(length: 400))
        for words in [HeaderText.unstructured(text), HeaderText.phrase(text)] {
            let lines = Self.field("Reply-To", words).components(separatedBy: "\r\n")
            #expect(lines.last == "")
            #expect(lines.dropLast().allSatisfy { $0.utf8.count <= 76 })
            #expect(lines.dropLast().allSatisfy { line in line.utf8.allSatisfy { (0x20..<0x7F).contains($0) } })
            #expect(lines.dropLast().dropFirst().allSatisfy { $0.hasPrefix(" ") && $0.utf8.count > 1 })
            #expect(lines[0].utf8.count > "Reply-To: ".utf8.count)
        }
    }
}
