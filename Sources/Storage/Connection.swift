/// What a bracket's closure may do to the database; valid only inside that bracket.
///
/// A statement that the engine refuses ends the bracket: whatever is asked of the connection afterwards throws the
/// same failure, and the transaction is undone even if the closure swallows it. (PostgreSQL aborts the transaction
/// there; the other engines follow, so that a closure behaves alike on all.) To survive a conflict, say so in the
/// statement: `ON CONFLICT`, or a guarded `UPDATE` whose count of rows is looked at.
package protocol Connection {
    /// All rows of a query, or of a statement with `RETURNING`.
    func rows(_ query: SQL) throws -> [Row]

    /// The first row, or nil where there is none.
    func row(_ query: SQL) throws -> Row?

    /// Runs a statement and tells how many rows it inserted, updated or deleted.
    @discardableResult
    func execute(_ statement: SQL) throws -> Int
}
