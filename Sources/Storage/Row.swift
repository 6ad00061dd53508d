/// One row of an answer: values under the names of their columns, independent of the connection it came from.
package struct Row: Sendable {
    /// Shared by all rows of one answer.
    let columns: [String]
    let values: [Value]

    /// The value of a column as a Swift type.
    ///
    /// A column that is not there, NULL for a type that is not optional, and a value of another kind are mistakes of
    /// the caller or a damaged table; each throws a failure of kind `invalidRow`.
    package func get<T: ValueConvertible>(_ column: String, as type: T.Type = T.self) throws -> T {
        // Rows are narrow: looking through the names costs less than hashing one of them.
        guard let index = columns.firstIndex(of: column) else {
            throw StorageFailure(.invalidRow, "there is no column \(column) in this row")
        }
        guard let result = T(value: values[index]) else {
            throw StorageFailure(.invalidRow, "column \(column) holds \(values[index].kind), not \(T.self)")
        }
        return result
    }
}

extension Row: CustomStringConvertible {
    /// The names alone: values may be secrets.
    package var description: String { "Row(\(columns.joined(separator: ", ")))" }
}
