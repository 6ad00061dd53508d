/// How often anything may be tried.
///
/// The defaults leave room for people behind one address: fifty in a class room, twenty of whom have forgotten their
/// password and ask twice, stay below `requestsPerNetwork`. What one person's mailbox gets is held down by the account
/// and address limits, which no crowd shares.
package struct LimitSettings: Sendable {
    package let isEnabled: Bool
    package let requestsPerAccount: Rate?
    package let requestsPerAddress: Rate?
    package let requestsPerNetwork: Rate?
    package let requestsPerTenant: Rate?
    package let wrongCodesPerFlow: Int
    package let wrongCodesPerAccount: Rate?
    package let wrongCodesPerNetwork: Rate?
    package let signInFailuresPerAccount: Rate?
    package let signInFailuresPerNetwork: Rate?

    init(reading reader: inout SettingsReader) {
        isEnabled = reader.read(
            "rekey.limits.enabled",
            .boolean,
            default: true,
            "`false` lifts every limit below, for a load test."
        )
        requestsPerAccount = reader.read(
            "rekey.limits.requests_per_account",
            .rate,
            default: "5 per 1h",
            demo: "60 per 1h",
            "Recoveries asked for, and resends, for one account, existing or not."
        )
        requestsPerAddress = reader.read(
            "rekey.limits.requests_per_address",
            .rate,
            default: "10 per 1h",
            demo: "60 per 1h",
            "Mails of recovery to one address, however many accounts share it."
        )
        requestsPerNetwork = reader.read(
            "rekey.limits.requests_per_network",
            .rate,
            default: "100 per 10m",
            "Recoveries asked for from one client address (IPv6: from one /64)."
        )
        requestsPerTenant = reader.read(
            "rekey.limits.requests_per_tenant",
            .rate,
            default: "3000 per 10m",
            "Recoveries asked for in one tenant."
        )
        wrongCodesPerFlow = reader.read(
            "rekey.limits.wrong_codes_per_flow",
            .integer(1...5),
            default: 5,
            "Wrong codes after which a recovery is over."
        )
        wrongCodesPerAccount = reader.read(
            "rekey.limits.wrong_codes_per_account",
            .rate,
            default: "20 per 1h",
            "Wrong codes for one account, over all its recoveries."
        )
        wrongCodesPerNetwork = reader.read(
            "rekey.limits.wrong_codes_per_network",
            .rate,
            default: "200 per 10m",
            "Wrong codes from one client address (IPv6: from one /64)."
        )
        signInFailuresPerAccount = reader.read(
            "rekey.limits.sign_in_failures_per_account",
            .rate,
            default: "10 per 10m",
            "Failed sign-ins to one account."
        )
        signInFailuresPerNetwork = reader.read(
            "rekey.limits.sign_in_failures_per_network",
            .rate,
            default: "200 per 10m",
            "Failed sign-ins from one client address (IPv6: from one /64)."
        )
        if !isEnabled {
            reader.note("rekey.limits.enabled", "no limit holds: codes can be guessed and mailboxes flooded")
        }
    }
}
