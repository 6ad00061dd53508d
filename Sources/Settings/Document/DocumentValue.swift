/// A value as it was written, before anybody knows which setting it is for.
///
/// Text from the environment or from a flag is a `string` whatever it is for; kinds read numbers and booleans out of
/// text, as WSO2 does with quoted ones.
package enum DocumentValue: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case boolean(Bool)
    case list([DocumentValue])
    /// Something no setting is made of: a float, a date, a table where a value belongs; named for the error text.
    case other(String)
}

extension DocumentValue: CustomStringConvertible {
    /// The value in TOML's spelling.
    package var description: String {
        switch self {
        case .string(let text): "\"\(Self.escaped(text))\""
        case .integer(let number): String(number)
        case .boolean(let flag): String(flag)
        case .list(let elements): "[\(elements.map(\.description).joined(separator: ", "))]"
        case .other(let name): name
        }
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            case "\r": escaped += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}

extension DocumentValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: DocumentValue...) { self = .list(elements) }
}
