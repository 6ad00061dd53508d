import Testing

@testable import Accounts

@Suite("Passwords")
struct PasswordTests {
    @Test(
        "They are kept in NFC, with every space a plain one, and otherwise as typed",
        arguments: [
            ("Password1!", "Password1!"),
            ("caf\u{E9}", "caf\u{E9}"),
            ("cafe\u{301}", "caf\u{E9}"),
            ("\u{212B}", "\u{C5}"),
            ("\u{1100}\u{1161}", "\u{AC00}"),
            ("q\u{307}\u{323}", "q\u{323}\u{307}"),
            ("\u{958}", "\u{915}\u{93C}"),
            // NFKC would change these.
            ("\u{FB01}\u{B2}\u{FF21}", "\u{FB01}\u{B2}\u{FF21}"),
            ("a\u{A0}b\u{3000}c\u{2003}d e", "a b c d e"),
            ("  both ends  ", "  both ends  "),
            ("İSTANBUL ß", "İSTANBUL ß"),
            ("\u{1F469}\u{200D}\u{1F4BB}\u{FE0F}", "\u{1F469}\u{200D}\u{1F4BB}\u{FE0F}"),
            ("", ""),
        ]
    )
    func form(typed: String, kept: String) throws {
        let password = try #require(Password(typed))
        #expect(Array(password.text.unicodeScalars) == Array(kept.unicodeScalars))
        #expect(password.bytes == Array(kept.utf8))
    }

    @Test(
        "Length is counted in code points of the form kept",
        arguments: [
            ("", 0), ("Password1!", 10), ("e\u{301}", 1), ("\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", 5),
            ("日本語", 3),
        ]
    )
    func length(typed: String, length: Int) {
        #expect(Password(typed)?.length == length)
    }

    @Test(
        "Control characters are refused, and said to be",
        arguments: [
            "\0", "Password1!\0", "Pass\nword1", "Pass\tword1", "\u{1B}[31m", "Pass\u{7F}word", "Pass\u{85}word",
            "\r\n",
        ]
    )
    func controls(typed: String) {
        #expect(Password(typed) == nil)
        #expect(Password.refusal(of: typed) == "Password cannot have control characters")
    }

    @Test("256 code points of any kind fit; more than 1024 bytes do not")
    func bytes() throws {
        #expect(try #require(Password(String(repeating: "\u{1F511}", count: 256))).length == 256)
        #expect(Password(String(repeating: "a", count: 1_024)) != nil)
        #expect(Password(String(repeating: "a", count: 1_025)) == nil)
        #expect(
            Password.refusal(of: String(repeating: "é", count: 513)) == "Password cannot have more than 1024 bytes"
        )
    }

    @Test("A megabyte is refused before anything is done with it")
    func megabyte() {
        let typed = String(repeating: "\u{1F511}", count: 262_144)
        let duration = ContinuousClock().measure { #expect(Password(typed) == nil) }
        #expect(duration < .milliseconds(50))
    }

    @Test("A password does not show itself")
    func quiet() throws {
        let password = try #require(Password("Forgotten-1!"))
        var dumped = ""
        dump([password], to: &dumped)
        for text in ["\(password)", String(reflecting: password), "\(Optional(password) as Any)", dumped] {
            #expect(!text.contains("Forgotten"))
        }
    }
}
