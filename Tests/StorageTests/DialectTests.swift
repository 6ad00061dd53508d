import Testing

@testable import Storage

@Suite("SQLite's dialect")
struct DialectTests {
    @Test(
        "Types of PostgreSQL become types of SQLite",
        arguments: [
            ("CREATE TABLE a (id BIGINT PRIMARY KEY)", "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT"),
            ("create table a (b bytea)", "create table a (b BLOB) STRICT"),
            ("\n  CREATE TABLE a (c DOUBLE\n PRECISION)", "\n  CREATE TABLE a (c REAL) STRICT"),
            (
                "CREATE TABLE a (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
                "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT"
            ),
            ("CREATE TABLE a (t TEXT DEFAULT 'BIGINT')", "CREATE TABLE a (t TEXT DEFAULT 'BIGINT') STRICT"),
            ("CREATE TABLE a (bigint_sum BIGINT)", "CREATE TABLE a (bigint_sum INTEGER) STRICT"),
            ("CREATE TABLE a (double TEXT)", "CREATE TABLE a (double TEXT) STRICT"),
            ("CREATE INDEX i ON a (b)", "CREATE INDEX i ON a (b)"),
            ("ALTER TABLE a ADD COLUMN b BIGINT", "ALTER TABLE a ADD COLUMN b INTEGER"),
            ("UPDATE a SET b = 1", "UPDATE a SET b = 1"),
        ]
    )
    func types(statement: String, translated: String) {
        #expect(Dialect.sqlite.translate(statement) == translated)
    }
}
