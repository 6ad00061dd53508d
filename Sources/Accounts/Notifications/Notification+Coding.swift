import FoundationEssentials

extension Notification {
    func encoded() throws -> [UInt8] {
        try [UInt8](JSONEncoder().encode(self))
    }

    init(encoded: [UInt8]) throws {
        self = try JSONDecoder().decode(Notification.self, from: Data(encoded))
    }
}
