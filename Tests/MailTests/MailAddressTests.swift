import Mail
import Testing

@Suite struct MailAddressTests {
    @Test(
        "An ordinary address is kept byte for byte",
        arguments: [
            "kim@example.com", "KIM@Example.COM", "k@localhost", "a.b+c@x.example", "o'hara@example.com",
            "a!#$%&'*+-/=^_`{|}~z@example.com", "kim@xn--bcher-kva.example", "kim@1and1.example",
            String(repeating: "a", count: 64) + "@example.com",
        ]
    )
    func accepted(_ text: String) throws {
        #expect(try MailAddress(text).address == text)
    }

    @Test(
        "What is no single safe address is refused with its reason",
        arguments: [
            ("", .missingPart), ("kim", .missingPart), ("@example.com", .missingPart), ("kim@", .missingPart),
            ("a@x.example,b@y.example", .severalAddresses), ("a@x.example;b@y.example", .severalAddresses),
            ("a@b@x.example", .severalAddresses), ("kim@example.com\r\nBcc: eve@evil.example", .controlCharacter),
            ("kim@example.com\n", .controlCharacter), ("ki\0m@example.com", .controlCharacter),
            ("kim\t@example.com", .controlCharacter), ("\u{7F}kim@example.com", .controlCharacter),
            ("\"kim\"@example.com", .quotedLocalPart), ("\"a@b\"@example.com", .quotedLocalPart),
            ("kïm@example.com", .localPartOutsideASCII), ("ＡDMIN@example.com", .localPartOutsideASCII),
            ("kim@bücher.example", .domainOutsideASCII), ("kim@exam\u{2024}ple.com", .domainOutsideASCII),
            ("kim@[127.0.0.1]", .addressLiteral), ("kim@127.0.0.1", .addressLiteral),
            ("kim @example.com", .localPart), (" kim@example.com", .localPart), (".kim@example.com", .localPart),
            ("kim.@example.com", .localPart), ("k..m@example.com", .localPart), ("Kim <kim@example.com>", .localPart),
            ("kim(boss)@example.com", .localPart), ("=?utf-8?q?eve=40evil.example=3e?=@example.com", .localPart),
            ("k\\m@example.com", .localPart), ("kim@example.com ", .domain), ("kim@example.com>", .domain),
            ("kim@.example.com", .domain), ("kim@example.com.", .domain), ("kim@exa_mple.com", .domain),
            ("kim@-example.com", .domain), ("kim@example-.com", .domain),
            ("kim@\(String(repeating: "a", count: 64)).com", .domain),
            (String(repeating: "a", count: 65) + "@example.com", .tooLong),
            ("kim@" + String(repeating: "abcdefghi.", count: 26) + "com", .tooLong),
        ] as [(String, MailAddressFailure)]
    )
    func refused(_ text: String, failure: MailAddressFailure) {
        #expect(throws: failure) { try MailAddress(text) }
    }

    @Test(
        "A name is cleaned, not refused",
        arguments: [
            ("Kim", "Kim"), ("", nil), ("  ", nil), (" Kim \t Doe ", "Kim Doe"),
            ("Kim\r\nBcc: eve@evil.example", "Kim Bcc: eve@evil.example"), ("a\0b\u{85}c\u{2028}d", "a b c d"),
            ("Kim \u{202E}moc.live\u{202C}", "Kim moc.live"), ("👩‍👩‍👧", "👩‍👩‍👧"),
            (String(repeating: "x", count: 200), String(repeating: "x", count: 128)),
        ] as [(String, String?)]
    )
    func names(_ name: String, expected: String?) throws {
        #expect(try MailAddress("kim@example.com", name: name).name == expected)
    }

    @Test("An address does not show itself where it is printed, nor does its failure")
    func quiet() throws {
        let address = try MailAddress("kim@example.com", name: "Kim")
        #expect(!"\(address) \(String(reflecting: address))".contains("im"))
        for failure in MailAddressFailure.allCases {
            #expect(!failure.description.isEmpty)
        }
    }
}
