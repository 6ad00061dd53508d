import Accounts

/// A user as the recovery APIs write it: `{"username", "realm", "tenant-domain"}`.
struct UserBody: Codable {
    var username: String
    var realm: String?
    var tenantDomain: String?

    enum CodingKeys: String, CodingKey {
        case username, realm
        case tenantDomain = "tenant-domain"
    }

    init(_ name: QualifiedUsername) {
        username = name.username
        realm = name.store
        tenantDomain = name.tenantDomain
    }

    /// The user store that was named; nil for none.
    var store: String? {
        realm.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// A property of a request: `{"key", "value"}`.
struct PropertyBody: Decodable {
    var key: String?
    var value: String?
}

extension [PropertyBody] {
    /// The last of each key; entries without one are dropped.
    var values: [String: String] {
        var values: [String: String] = [:]
        for property in self {
            guard let key = property.key, !key.isEmpty else { continue }
            values[key] = property.value ?? ""
        }
        return values
    }
}
