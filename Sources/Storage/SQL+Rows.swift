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
    /// The elements in pieces for one statement each: of 32, of 8, and single ones.
    ///
    /// Statements that differ in their number of rows are different statements to an engine, which prepares each of
    /// them; with three sizes there are three.
    package var inStatements: [[Element]] {
        var pieces: [[Element]] = []
        var start = startIndex
        while start < endIndex {
            let left = endIndex - start
            let end = start + (left >= 32 ? 32 : left >= 8 ? 8 : 1)
            pieces.append(Array(self[start..<end]))
            start = end
        }
        return pieces
    }
}
