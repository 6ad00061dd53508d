/// What a bracket's closure may do to the database; valid only inside that bracket.
///
/// A statement that the engine refuses ends the bracket: whatever is asked of the connection afterwards throws the
/// same failure, and the transaction is undone even if the closure swallows it. (PostgreSQL aborts the transaction
/// there; the other engines follow, so that a closure behaves alike on all.) To survive a conflict, say so in the
/// statement: `ON CONFLICT`, or a guarded `UPDATE` whose count of rows is looked at.
package protocol Connection {
    /// How this engine spells what differs between engines: fragments to interpolate, nothing to decide on.
    var dialect: Dialect { get }

    /// All rows of a query, or of a statement with `RETURNING`.
    func rows(_ query: SQL) throws -> [Row]

    /// The first row, or nil where there is none.
    func row(_ query: SQL) throws -> Row?

    /// Runs a statement and tells how many rows it inserted, updated or deleted.
    @discardableResult
    func execute(_ statement: SQL) throws -> Int
}

extension Connection {
    /// Waits until no other transaction, of whatever node, holds the lock of that name, and keeps it to the end of this
    /// one.
    ///
    /// For what no row stands for: a number to be given, a row that is to be made once. What is read after it was
    /// committed before.
    package func lock(_ name: StaticString) throws {
        guard let statement = dialect.lock(name.description) else { return }
        _ = try rows(statement)
    }
}
