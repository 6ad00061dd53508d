extension StorageFailure {
    /// An error of a PostgreSQL server's, without the values that it was about.
    init(state: String, message: String) {
        self.init(Self.kind(of: state), "\(Self.quiet(message, state)) (\(state))")
    }

    static func connectionLost(_ message: String? = nil) -> StorageFailure {
        StorageFailure(.unavailable, message ?? "the connection to the database server was lost")
    }

    /// Messages of class 22 may repeat the value that is wrong, after a colon or between quotation marks.
    private static func quiet(_ message: String, _ state: String) -> String {
        guard state.hasPrefix("22") else { return message }
        let beginning = message.prefix { $0 != ":" && $0 != "\"" }
        return beginning.isEmpty ? "a value that its column does not admit" : String(beginning)
    }

    /// SQLSTATE: PostgreSQL's manual, appendix A.
    private static func kind(of state: String) -> Kind {
        switch state {
        case "23505": .unique
        case "23503", "23001": .foreignKey
        // A type that is not the column's; an index that cannot hold so long a value.
        case "42804", "54000": .check
        case "40001", "40P01", "55P03", "57014": .busy
        case "53100": .full
        case "XX001", "XX002": .corrupt
        // A message that does not fit the protocol is a wrong statement, not a lost connection.
        case "08P01": .other
        // A server that takes no writes: a standby.
        case "25006": .unavailable
        default:
            switch state.prefix(2) {
            case "22", "23": .check
            case "08", "28", "3D", "53", "57", "58": .unavailable
            default: .other
            }
        }
    }
}
