import Accounts

extension RecoveryAsk {
    /// As it waits on its request, before it is sealed.
    var encoded: [UInt8] {
        var fields = SealedFields()
        fields.append(kind.rawValue)
        fields.append(scenario)
        fields.append(identifier)
        fields.append(realm)
        fields.append(acceptsAddress ? "address" : nil)
        fields.append(callback)
        fields.append(channel)
        fields.append(properties)
        return fields.bytes
    }

    init(encoded: [UInt8]) throws {
        var fields = SealedFields(bytes: encoded)
        guard let kind = Kind(rawValue: try fields.text()) else { throw SealedFields.Damaged() }
        self.kind = kind
        scenario = try fields.text()
        identifier = try fields.text()
        realm = try fields.optionalText()
        acceptsAddress = try fields.optionalText() != nil
        callback = try fields.optionalText()
        channel = try fields.text()
        properties = try fields.table()
    }
}
