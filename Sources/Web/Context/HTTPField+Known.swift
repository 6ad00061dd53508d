import HTTPTypes

extension HTTPField.Name {
    /// A name that is written in the program and so known to be one.
    init(known name: String) {
        guard let name = Self(name) else { preconditionFailure("\(name) is no field name") }
        self = name
    }
}
