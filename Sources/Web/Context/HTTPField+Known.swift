import HTTPTypes

extension HTTPField.Name {
    /// A name that is written in the program and so known to be one.
    init(known name: String) {
        guard let name = Self(name) else { preconditionFailure("\(name) is no field name") }
        self = name
    }
}

extension HTTPFields {
    /// The value of the first field of this name.
    ///
    /// Cheaper than the subscript, which looks for more of them and joins what it finds.
    func first(_ name: HTTPField.Name) -> String? {
        first { $0.name == name }?.value
    }
}
