import Accounts
import Mail

/// The values of the mail that tells a person that the password was changed.
///
/// No code, no link that signs anybody in.
struct PasswordChangedNotice {
    var user: User
    var claims: [String: String]
    var tenant: Tenant
    var client: Client
    var now: Instant

    func notification(to address: MailAddress, rules: RecoveryRules) -> Notification {
        let givenName = claims[Claim.givenName] ?? ""
        return Notification(
            template: .passwordResetSucess,
            locale: claims[Claim.locale] ?? NotificationTemplates.fallbackLocale,
            address: address.address,
            recipientName: givenName.isEmpty ? nil : givenName,
            values: [
                "user-name": user.username,
                "user.claim.givenname": givenName,
                "userstore-domain": user.store,
                "tenant-domain": tenant.domain,
                "organization-name": tenant.isSuper ? rules.organizationName : tenant.domain,
                "carbon.product-url": rules.publicURL,
                "current-year": String(now.year),
                "greeting-name": givenName.isEmpty ? user.username : givenName,
                "masked-address": address.address.maskedAddress,
                "request-time": now.inWords,
                "request-network": client.network,
                "request-browser": UserAgent(client.userAgent).inWords,
                "forgot-password-link": "\(rules.publicURL)\(tenant.pathPrefix)/forgot-password",
                "support-contact": rules.supportContact.isEmpty ? "your administrator" : rules.supportContact,
            ]
        )
    }
}
