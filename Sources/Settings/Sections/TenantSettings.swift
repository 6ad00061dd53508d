/// What the file says about one tenant: `[rekey.tenant."acme.example"]`.
package struct TenantSettings: Sendable, Equatable {
    package let allowedCallbacks: [String]

    static func readAll(from reader: inout SettingsReader) -> [String: TenantSettings] {
        reader.readEach(
            "rekey.tenant.*.allowed_callbacks",
            .list(of: .callback),
            "The tenant's own callbacks, instead of `rekey.recovery.allowed_callbacks`."
        )
        .mapValues(TenantSettings.init)
    }
}
