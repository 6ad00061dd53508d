/// The first administrator, who exists before anybody could have made an account.
package struct SuperAdminSettings: Sendable {
    package let username: String
    /// Nil: no account is made from the settings; `rekey init` has made one.
    package let password: Secret?
    package let role: String
    package let createsAccount: Bool

    init(reading reader: inout SettingsReader) {
        username = reader.read(
            "super_admin.username",
            .nonEmptyText,
            default: "admin",
            "The name of the first administrator."
        )
        password = reader.readIfSet(
            "super_admin.password",
            .secret,
            demo: "admin",
            "The first administrator's password at the first start; later `rekey user set-password` changes it."
        )
        role = reader.read(
            "super_admin.admin_role",
            .nonEmptyText,
            default: "admin",
            "The role that may do everything."
        )
        createsAccount = reader.read(
            "super_admin.create_admin_account",
            .boolean,
            default: true,
            "Whether to make the account at the first start."
        )
        if !reader.isDemo, let password, password.revealed == "admin" {
            reader.note("super_admin.password", "this is the password of WSO2's download, which everybody knows")
        }
    }
}
