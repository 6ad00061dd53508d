extension SQL.StringInterpolation {
    /// Binds each row's values, in parentheses, for `VALUES`.
    package mutating func appendInterpolation(rows: [[Value]]) {
        for index in rows.indices {
            appendLiteral(index == 0 ? "(" : "), (")
            for position in rows[index].indices {
                if position > 0 { appendLiteral(", ") }
                appendInterpolation(rows[index][position])
            }
        }
        appendLiteral(")")
    }
}

extension Collection where Index == Int {
    /// The elements in pieces for one statement each: of 64, 32, 16, 8, 4, 2 and 1.
    ///
    /// Statements that differ in their number of rows are different statements to an engine, which prepares each of
    /// them; so there are seven, and any number of rows needs few of them.
    package var inStatements: [[Element]] {
        var pieces: [[Element]] = []
        var start = startIndex
        var size = 64
        while start < endIndex {
            while size > endIndex - start { size /= 2 }
            pieces.append(Array(self[start..<start + size]))
            start += size
        }
        return pieces
    }
}
