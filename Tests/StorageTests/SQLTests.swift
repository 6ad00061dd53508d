import Storage
import Testing

@Suite("SQL by interpolation")
struct SQLTests {
    @Test("Values become placeholders in order of appearance")
    func placeholders() {
        let name = "'; DROP TABLE item; --"
        let sql: SQL = "SELECT \(1) WHERE name = \(name) AND size > \(2.5)\(true)"
        #expect(sql.text == "SELECT $1 WHERE name = $2 AND size > $3$4")
        #expect(sql.values == [.integer(1), .text(name), .real(2.5), .integer(1)])
    }

    @Test("A literal has no values")
    func literal() {
        let sql: SQL = "SELECT '$1' AS price"
        #expect(sql.text == "SELECT '$1' AS price")
        #expect(sql.values.isEmpty)
    }

    @Test("Text that is interpolated is bound, never spliced")
    func boundText() {
        let sql: SQL = "SELECT \("1; DROP TABLE item")"
        #expect(sql.text == "SELECT $1")
    }

    @Test("nil is NULL")
    func optionals() {
        let sql: SQL = "VALUES (\(String?.none), \(Int?.some(3)), \([UInt8]?.none))"
        #expect(sql.values == [.null, .integer(3), .null])
    }

    @Test("A list is one placeholder an element")
    func list() {
        let sql: SQL = "a = \(0) AND b IN \(list: ["x", "y"]) AND c IN \(list: [Int]()) AND d = \(9)"
        #expect(sql.text == "a = $1 AND b IN ($2, $3) AND c IN (NULL) AND d = $4")
        #expect(sql.values == [.integer(0), .text("x"), .text("y"), .integer(9)])
    }

    @Test("Rows are lists, in few statements of few sizes")
    func rows() {
        let sql: SQL = "VALUES \(rows: [[1.value, "a".value], [2.value, "b".value]]) RETURNING \(3)"
        #expect(sql.text == "VALUES ($1, $2), ($3, $4) RETURNING $5")
        #expect(sql.values == [.integer(1), .text("a"), .integer(2), .text("b"), .integer(3)])
        #expect(Array(0..<203).inStatements.map(\.count) == [64, 64, 64, 8, 2, 1])
        #expect(Array(0..<203).inStatements.flatMap(\.self) == Array(0..<203))
        #expect([Int]().inStatements.isEmpty)
    }

    @Test("A fragment joins with its values renumbered")
    func fragment() {
        let inner: SQL = "(b = \(2) OR c = \(3))"
        let outer: SQL = "WHERE a = \(1) AND \(inner) AND d = \(4) AND \(inner)\(SQL("ORDER BY a"))"
        #expect(outer.text == "WHERE a = $1 AND (b = $2 OR c = $3) AND d = $4 AND (b = $5 OR c = $6)ORDER BY a")
        #expect(outer.values == [1, 2, 3, 4, 2, 3].map(Value.integer))
    }

    @Test("Its description shows no value")
    func quiet() {
        let sql: SQL = "WHERE digest = \("secret")"
        #expect("\(sql)" == "WHERE digest = $1")
    }
}
