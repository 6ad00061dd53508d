/// How WSO2's own recovery portal identifies itself to the API.
package struct PortalClientSettings: Sendable {
    package let name: String
    /// SHA-256 of the password, hexadecimal; nil: no portal is let in this way.
    package let passwordHash: Secret?
    /// What a portal in this process would send.
    package let password: Secret?

    init(reading reader: inout SettingsReader) {
        passwordHash = reader.readIfSet(
            "account_recovery.endpoint.auth.hash",
            .sha256,
            "SHA-256 of the password with which WSO2's recovery portal signs in, hexadecimal."
        )
        name = reader.read(
            "identity.auth_framework.endpoint.app_name",
            .nonEmptyText,
            default: "dashboard",
            "The name with which WSO2's recovery portal signs in."
        )
        password = reader.readIfSet(
            "identity.auth_framework.endpoint.app_password",
            .secret,
            "The password with which WSO2's recovery portal signs in."
        )
        let published = "66cd9688a2ae068244ea01e70f0e230f5623b7fa4cdecb65070a09ec06452262"
        if passwordHash?.revealed == published {
            reader.note("account_recovery.endpoint.auth.hash", Self.isPublished)
        }
        if password?.revealed == "dashboard" {
            reader.note("identity.auth_framework.endpoint.app_password", Self.isPublished)
        }
    }

    private static let isPublished = "this is the value of WSO2's download, which everybody knows"
}

extension SettingKind where Value == Secret {
    fileprivate static var sha256: SettingKind {
        var kind = SettingKind.text("64 hexadecimal digits") { text throws(InvalidValue) in
            guard text.utf8.count == 64, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { throw InvalidValue() }
            return Secret(text.lowercased())
        }
        kind.isSecret = true
        return kind
    }
}
