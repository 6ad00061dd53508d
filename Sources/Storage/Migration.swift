/// One step of the schema's history, written once and never edited after a release.
///
/// Statements are in PostgreSQL's words: BIGINT, TEXT, BYTEA, DOUBLE PRECISION, and for a number that the engine
/// gives, `BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY`.
package struct Migration: Sendable {
    let name: String
    let statements: [String]

    package init(_ name: String, _ statements: [String]) {
        self.name = name
        self.statements = statements
    }

    /// Sixteen hexadecimal digits by which an edit is noticed.
    ///
    /// FNV-1a suffices against oversight, which is what this guards against; who can edit a migration on purpose can
    /// edit the database as well. It covers the text as written, so that all engines agree.
    var digest: String {
        let digits = String(FNV1a.hash(statements.flatMap { $0.utf8 + [0] }), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
