extension Notification {
    /// As it waits in the outbox, before it is sealed.
    var encoded: [UInt8] {
        var fields = SealedFields()
        fields.append(template.rawValue)
        fields.append(locale)
        fields.append(address)
        fields.append(recipientName)
        fields.append(values)
        return fields.bytes
    }

    init(encoded: [UInt8]) throws {
        var fields = SealedFields(bytes: encoded)
        guard let template = NotificationTemplate.Name(rawValue: try fields.text()) else {
            throw SealedFields.Damaged()
        }
        self.init(
            template: template,
            locale: try fields.text(),
            address: try fields.text(),
            recipientName: try fields.optionalText(),
            values: try fields.table()
        )
    }
}
