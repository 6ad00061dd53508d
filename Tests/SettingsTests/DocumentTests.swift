import Testing

@testable import Settings

@Suite("Positions of keys in a TOML text")
struct DocumentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let positions: [String: (Int, Int)]
        var testDescription: String { text.split(separator: "\n").first.map(String.init) ?? "empty" }
    }

    static let cases: [Case] = [
        Case(text: "a = 1\nb = 2", positions: ["a": (1, 1), "b": (2, 1)]),
        Case(text: "[a]\n  b = 1\n[a.c]\nd = 2", positions: ["a.b": (2, 3), "a.c.d": (4, 1)]),
        Case(text: "a.b.c = 1\na . d = 2", positions: ["a.b.c": (1, 1), "a.d": (2, 1)]),
        Case(
            text: "[\"x.y\".z]\n'q r' = 1\n\"\\u0041\\t\" = 2",
            positions: ["\"x.y\".z.\"q r\"": (2, 1), "\"x.y\".z.\"A\\t\"": (3, 1)]
        ),
        Case(
            text: "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3\n[[a.e]]\nf = 4\n[[a.e]]\nf = 5",
            positions: [
                "a[0].b": (2, 1), "a[1].b": (4, 1), "a[1].c.d": (6, 1), "a[1].e[0].f": (8, 1), "a[1].e[1].f": (10, 1),
            ]
        ),
        Case(
            text: "a = \"\"\"\n[not]\nb = 1\n\\\"\"\"\"\"\"\nc = '''\n[x]\n''''' # '\nd = 1",
            positions: ["a": (1, 1), "c": (5, 1), "d": (8, 1)]
        ),
        Case(
            text: "a = [ # ]\n  1, [2, 3],\n  \"]\",\n]\nb = {c = 1, d.e = [{f = 2}, {f = 3}]}\ng = true",
            positions: ["a": (1, 1), "b.c": (5, 6), "b.d.e[0].f": (5, 21), "b.d.e[1].f": (5, 30), "g": (6, 1)]
        ),
        Case(text: "\u{FEFF}a = 1\r\n\r\n# b\r\nc = 2\r\n", positions: ["a": (1, 1), "c": (4, 1)]),
        Case(text: "a = {\"é\" = 'ü', b = 1}", positions: ["a.\"é\"": (1, 6), "a.b": (1, 17)]),
        Case(text: "a = 1979-05-27T07:32:00Z\nb = 1.5e3\nc = inf\nd = 0xFF", positions: ["a": (1, 1), "d": (4, 1)]),
    ]

    @Test("every form of key is found where it stands", arguments: cases)
    func positions(of example: Case) throws {
        let document = try Document(parsing: example.text, name: "x")
        for (key, (line, column)) in example.positions {
            #expect(document.entry(key)?.position == SourcePosition(line: line, column: column), "\(key)")
        }
    }

    @Test("every entry of a file has a position of its own")
    func complete() throws {
        let document = try Document(parsing: DeploymentTemplate().text, name: "x")
        #expect(Set(document.entries.map(\.position.line)).count == document.entries.count)
    }

    @Test(
        "text that is not TOML is refused with its place",
        arguments: [
            ("a = ", "x:1:5: not valid TOML: "),
            ("a = 1\nb == 2", "x:2:4: not valid TOML: "),
            ("[a]\nb = 1\nb = 2", "x:3:"),
            ("[a\n", "x:1:3: not valid TOML: "),
            ("a = \"\\u0000\"", "x: has a NUL character"),
            ("a = 1\0", "x: has a NUL character"),
        ]
    )
    func invalid(text: String, message: String) {
        let problem = #expect(throws: SettingsProblem.self) { try Document(parsing: text, name: "x") }
        #expect(problem?.description.hasPrefix(message) == true, "\(problem?.description ?? "")")
    }

    @Test(
        "a path has one spelling, and finds its pattern",
        arguments: [
            ("a.b", "a.*", ["b"]), ("a.b.c", "a.*.c", ["b"]), ("a.b.c", "a.**", []), ("a", "a.**", nil),
            ("a.b", "a", nil), ("a", "a.*", nil), ("x.b", "a.*", nil),
        ] as [(String, String, [String]?)]
    )
    func patterns(key: String, pattern: String, captured: [String]?) {
        let path = key.split(separator: ".").reduce(into: SettingPath()) { $0.append(.name(String($1))) }
        #expect(path.key == key)
        #expect(path.match(pattern) == captured)
    }
}
