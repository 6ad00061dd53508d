import Accounts
import Mail

/// The values of the mail that carries a code.
///
/// The names are WSO2's, then ours.
struct RecoveryMessage {
    var user: User
    var claims: [String: String]
    var tenant: Tenant
    var ask: RecoveryAsk
    var client: Client
    var code: ConfirmationCode
    var masked: String
    var expires: Instant
    var now: Instant

    func notification(to address: MailAddress, rules: RecoveryRules) -> Notification {
        let givenName = claims[Claim.givenName] ?? ""
        // What the caller sent comes first, so that it cannot stand in for a value of ours.
        var values = ask.properties.filter { $0.key != "send-to" }
        values.merge(claimValues) { _, ours in ours }
        values.merge([
            "user-name": user.username,
            "userstore-domain": user.store,
            "tenant-domain": tenant.domain,
            "confirmation-code": code.text,
            "callback": ask.callback ?? "",
            "carbon.product-url": rules.publicURL,
            "carbon.product-url-with-user-tenant": rules.publicURL + tenant.pathPrefix,
            "account.recovery.endpoint-url": "\(rules.publicURL)\(tenant.pathPrefix)/accountrecoveryendpoint",
            "organization-name": tenant.isSuper ? rules.organizationName : tenant.domain,
            "current-year": String(now.year),
            "reset-link": "\(rules.publicURL)\(tenant.pathPrefix)/r/\(code.text)",
            "greeting-name": givenName.isEmpty ? user.username : givenName,
            "masked-address": masked,
            "expiry-time": expires == .distantFuture ? "it is used" : expires.inWords,
            "expiry-duration": expires == .distantFuture ? "no time limit" : expires.since(now).inWords,
            "request-time": now.inWords,
            "request-network": client.network,
            "request-browser": UserAgent(client.userAgent).inWords,
            "support-contact": rules.supportContact.isEmpty ? "your administrator" : rules.supportContact,
        ]) { _, ours in ours }
        return Notification(
            template: ask.kind == .start ? .passwordReset : .resendPasswordReset,
            locale: claims[Claim.locale] ?? NotificationTemplates.fallbackLocale,
            address: address.address,
            recipientName: givenName.isEmpty ? nil : givenName,
            values: values
        )
    }

    /// `{{user.claim.givenname}}` and its kind.
    private var claimValues: [String: String] {
        let dialect = "http://wso2.org/claims/"
        var values: [String: String] = [:]
        for (uri, value) in claims where uri.hasPrefix(dialect) {
            let path = uri.utf8.dropFirst(dialect.utf8.count).map { $0 == UInt8(ascii: "/") ? UInt8(ascii: ".") : $0 }
            values["user.claim." + String(decoding: path, as: UTF8.self)] = value
        }
        return values
    }
}

extension Span {
    /// `30 minutes`, `24 hours`, `7 days`: the largest unit that comes out even.
    package var inWords: String {
        let minutes = max(1, secondsRoundedUp / 60)
        func counted(_ count: Int, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
        if minutes % 1_440 == 0, minutes > 1_440 { return counted(minutes / 1_440, "day") }
        if minutes % 60 == 0 { return counted(minutes / 60, "hour") }
        return counted(minutes, "minute")
    }
}

extension String {
    /// `k•••@example.org`: enough for the owner to know which mailbox, too little for anybody else.
    ///
    /// A mailbox of one letter shows none of it.
    package var maskedAddress: String {
        guard let at = lastIndex(of: "@") else { return "•••" }
        let mailbox = self[..<at]
        return (mailbox.count > 1 ? String(mailbox.prefix(1)) : "") + "•••" + self[at...]
    }
}
