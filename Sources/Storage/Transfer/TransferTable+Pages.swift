/// How a table is read: in the order of its key, a page at a time, whatever its size.
extension TransferTable {
    static let mostRowsOfPage = 1_000
    /// What a page should not exceed by much, in bytes: rows may be large.
    private static let pageBytes = 4 << 20

    /// Calls `body` with the rows of each page.
    ///
    /// A page begins at the last row of the one before, which is passed over, and so are those that are equal to it: a
    /// table without a primary key may have the same row twice.
    func forEachPage(
        in db: any Connection,
        upTo mostRows: Int = mostRowsOfPage,
        _ body: ([[Value]]) throws -> Void
    ) throws {
        var last: (key: [Value], encoded: [UInt8])?
        var passedOver = 0
        var limit = mostRows
        while true {
            let page = try db.rows(query(from: last?.key, passingOver: passedOver, limit: limit)).map(\.values)
            guard let end = page.last else { return }
            try body(page)
            guard page.count == limit else { return }
            let key = self.key.map { end[$0] }
            guard !key.contains(.null) else {
                throw StorageFailure(.invalidRow, "a row of \(name) has NULL in its key")
            }
            // Compared as bytes: to Swift, texts are equal that are different ones to the engines.
            let encoded = RowEncoding.encode(key)
            let equal = page.reversed().prefix { row in RowEncoding.encode(self.key.map { row[$0] }) == encoded }.count
            passedOver = equal + (last?.encoded == encoded ? passedOver : 0)
            last = (key, encoded)
            limit = Self.limit(after: page, upTo: mostRows)
        }
    }

    private func query(from last: [Value]?, passingOver count: Int, limit: Int) -> SQL {
        let head = SQL(verbatim: "SELECT \(list(columns.indices)) FROM \(quotedName)")
        let key = SQL(verbatim: list(self.key))
        guard let last else { return "\(head) ORDER BY \(key) LIMIT \(limit)" }
        return "\(head) WHERE (\(key)) >= \(list: last) ORDER BY \(key) LIMIT \(limit) OFFSET \(count)"
    }

    private static func limit(after page: [[Value]], upTo mostRows: Int) -> Int {
        let bytes = page.reduce(0) { sum, row in
            row.reduce(sum) { sum, value in
                switch value {
                case .text(let text): sum + text.utf8.count
                case .blob(let bytes): sum + bytes.count
                default: sum + 8
                }
            }
        }
        return max(1, min(mostRows, page.count * pageBytes / max(1, bytes)))
    }
}
