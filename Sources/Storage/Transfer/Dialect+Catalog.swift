/// What an engine tells of its own tables, in words that do not depend on the engine.
extension Dialect {
    /// The columns of a table in their order: `name`, `type`, and `place` in the primary key, counted from 1, or 0.
    func columns(of table: String) -> SQL {
        switch self {
        case .sqlite:
            "SELECT name, type, pk AS place FROM pragma_table_info(\(table)) ORDER BY cid"
        // Arrays of the catalog count from 0.
        case .postgreSQL:
            """
            SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
                COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0) AS place
            FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
            WHERE a.attrelid = to_regclass(\(table)) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """
        }
    }

    /// A row if there is such a table.
    func exists(_ table: String) -> SQL {
        switch self {
        case .sqlite: "SELECT 1 AS found FROM sqlite_schema WHERE type = 'table' AND name = \(table)"
        case .postgreSQL: "SELECT 1 AS found WHERE to_regclass(\(table)) IS NOT NULL"
        }
    }

    /// Stands before VALUES where numbers that the engine gives come with the rows.
    var givenNumbers: SQL {
        switch self {
        case .sqlite: ""
        case .postgreSQL: "OVERRIDING SYSTEM VALUE"
        }
    }

    /// The `name` of the column whose numbers the engine gives; nil where the engine goes on behind the highest by
    /// itself.
    func numberedColumn(of table: String) -> SQL? {
        switch self {
        case .sqlite: nil
        case .postgreSQL:
            """
            SELECT attname AS name FROM pg_attribute
            WHERE attrelid = to_regclass(\(table)) AND attidentity <> '' AND NOT attisdropped
            """
        }
    }
}
