import Patterns
import Testing

@Suite("Patterns")
struct PatternTests {
    static let wso2 = #"^((?=.*\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[!@#$%&*])).{0,100}$"#

    @Test(
        "match as a whole, as Java's do",
        arguments: [
            (wso2, "Password1!", true), (wso2, "password1!", false), (wso2, "Pass1!\n", false),
            (#"^[\S]{5,30}$"#, "12345", true), (#"^[\S]{5,30}$"#, "1234", false), ("a|b", "ab", false),
            (#"^https:\/\/localhost:9443\/.*"#, "https://localhost:9443/x", true),
            (#"^https:\/\/localhost:9443\/.*"#, "https://localhost:9443.evil/x", false),
            (#".*"#, "", true), (#"(?<!x)y++"#, "yy", true), (#"\p{Lu}+"#, "ÄÖ", true), (#"..."#, "äöü", true),
        ]
    )
    func whole(pattern: String, text: String, expected: Bool) throws {
        #expect(try Pattern(pattern).matches(text) == expected)
    }

    @Test("say where they cannot be read", arguments: [("a(b", 3), ("[a", 2), ("a**b{2,1}", 2), ("\\", 1)])
    func malformed(pattern: String, offset: Int) {
        let failure = #expect(throws: Pattern.Malformed.self) { try Pattern(pattern) }
        #expect(failure?.offset == offset)
        #expect(failure?.reason.isEmpty == false)
    }

    @Test("give up instead of exploding", .timeLimit(.minutes(1)))
    func explosion() throws {
        #expect(try !Pattern("(a+)+$").matches(String(repeating: "a", count: 60) + "b"))
        #expect(try !Pattern("(a|aa)+$").matches(String(repeating: "a", count: 200) + "b"))
    }
}
