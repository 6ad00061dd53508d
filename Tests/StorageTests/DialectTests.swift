import Testing

@testable import Storage

@Suite("Dialects")
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

    @Test(
        "PostgreSQL's text is in the order of its bytes",
        arguments: [
            ("CREATE TABLE a (b TEXT NOT NULL, c BYTEA)", "CREATE TABLE a (b TEXT COLLATE \"C\" NOT NULL, c BYTEA)"),
            ("ALTER TABLE a ADD COLUMN text_part text", "ALTER TABLE a ADD COLUMN text_part TEXT COLLATE \"C\""),
            ("CREATE TABLE a (b TEXT DEFAULT 'TEXT')", "CREATE TABLE a (b TEXT COLLATE \"C\" DEFAULT 'TEXT')"),
            ("UPDATE a SET b = CAST(c AS TEXT)", "UPDATE a SET b = CAST(c AS TEXT)"),
        ]
    )
    func collation(statement: String, translated: String) {
        #expect(Dialect.postgreSQL.translate(statement) == translated)
    }
}
