/// SQL text with the values that belong to it, written as a string with interpolation.
///
/// An interpolated value becomes a placeholder (`$1`, `$2`, … in order of appearance) and is bound, so a caller
/// cannot splice text by accident; an interpolated `SQL` is a fragment and joins with its values renumbered. The type
/// must not know an engine: it neither parses nor checks what it carries.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The literal text; one value stands between each piece and the next.
    private var pieces: [String]

    /// The bound values in the order of their placeholders.
    package private(set) var values: [Value]

    package init(stringLiteral text: String) {
        self.init(verbatim: text)
    }

    package init(stringInterpolation interpolation: StringInterpolation) {
        self = interpolation.sql
    }

    /// Takes text as it is: only for text that was written into the program, such as a migration's.
    init(verbatim text: String) {
        pieces = [text]
        values = []
    }

    /// The statement as engines read it, with numbered placeholders.
    package var text: String {
        guard pieces.count > 1 else { return pieces[0] }
        // As bytes, because statements of many rows have a thousand pieces.
        var text: [UInt8] = []
        text.reserveCapacity(pieces.reduce(0) { $0 + $1.utf8.count + 4 })
        text += pieces[0].utf8
        for number in 1..<pieces.count {
            text += number < Self.placeholders.count ? Self.placeholders[number] : Array("$\(number)".utf8)
            text += pieces[number].utf8
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// By number, because every statement that is run puts its text together.
    private static let placeholders = (0..<1024).map { Array("$\($0)".utf8) }

    private mutating func append(text: String) {
        if pieces[pieces.count - 1].isEmpty {
            pieces[pieces.count - 1] = text
        } else {
            pieces[pieces.count - 1] += text
        }
    }

    private mutating func append(value: Value) {
        values.append(value)
        pieces.append("")
    }

    private mutating func append(fragment: SQL) {
        append(text: fragment.pieces[0])
        pieces += fragment.pieces.dropFirst()
        values += fragment.values
    }
}

extension SQL {
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(verbatim: "")

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.pieces.reserveCapacity(interpolationCount + 1)
            sql.values.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            sql.append(text: literal)
        }

        /// Binds a value.
        package mutating func appendInterpolation(_ value: some ValueConvertible) {
            sql.append(value: value.value)
        }

        /// Binds a value or NULL.
        ///
        /// Said apart from the other so that the compiler knows an optional is meant.
        package mutating func appendInterpolation<Wrapped: ValueConvertible>(_ value: Wrapped?) {
            sql.append(value: value.value)
        }

        /// Joins a fragment.
        package mutating func appendInterpolation(_ fragment: SQL) {
            sql.append(fragment: fragment)
        }

        /// Binds each element, in parentheses, for `IN`.
        ///
        /// SQL has no empty list. One is written `(NULL)`, which `IN` never matches; `NOT IN` never matches it
        /// either, so a caller of that looks at the list first.
        package mutating func appendInterpolation(list elements: some Sequence<some ValueConvertible>) {
            var separator = "("
            for element in elements {
                sql.append(text: separator)
                sql.append(value: element.value)
                separator = ", "
            }
            sql.append(text: separator == "(" ? "(NULL)" : ")")
        }
    }
}

extension SQL: CustomStringConvertible {
    /// The text alone: values may be secrets.
    package var description: String { text }
}
