extension Migration {
    /// The tables that these migrations leave behind, in the order in which they were made: one that is referred to
    /// comes before the one that refers to it.
    static func tables(of migrations: [Migration]) -> [String] {
        var tables: [String] = []
        for statement in migrations.flatMap(\.statements) {
            let words = statement.split { $0.isWhitespace || $0 == "(" }.prefix(6).map(String.init)
            let names = words.dropFirst(2).drop { ["IF", "NOT", "EXISTS"].contains($0.uppercased()) }
            guard let name = names.first else { continue }
            switch words.prefix(2).map({ $0.uppercased() }) {
            case ["CREATE", "TABLE"]: tables.append(name)
            case ["DROP", "TABLE"]: tables.removeAll { $0 == name }
            case ["ALTER", "TABLE"]:
                let rest = names.dropFirst()
                guard rest.prefix(2).map({ $0.uppercased() }) == ["RENAME", "TO"], let new = rest.dropFirst(2).first
                else { continue }
                tables = tables.map { $0 == name ? new : $0 }
            default: continue
            }
        }
        return tables
    }
}
