/// What we tell a user: which template, to which address, with which values.
///
/// It may hold a confirmation code, so it is sealed as long as it waits and its description is quiet.
package struct Notification: Sendable, CustomStringConvertible {
    package var template: NotificationTemplate.Name
    /// WSO2's form: `en_US`.
    package var locale: String
    package var address: String
    package var recipientName: String?
    /// Placeholder → value, as `NotificationTemplate` lists them.
    package var values: [String: String]

    package init(
        template: NotificationTemplate.Name,
        locale: String,
        address: String,
        recipientName: String?,
        values: [String: String]
    ) {
        self.template = template
        self.locale = locale
        self.address = address
        self.recipientName = recipientName
        self.values = values
    }

    package var description: String { "notification \(template.rawValue)" }
}
