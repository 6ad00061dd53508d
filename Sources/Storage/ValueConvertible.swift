/// A Swift type that can be bound to a statement and read from a row.
package protocol ValueConvertible {
    /// Nil where the value is of another kind or out of range: nothing is coerced.
    init?(value: Value)

    var value: Value { get }
}

extension Value: ValueConvertible {
    package init?(value: Value) {
        self = value
    }

    package var value: Value { self }
}

extension Int64: ValueConvertible {
    package init?(value: Value) {
        guard case .integer(let integer) = value else { return nil }
        self = integer
    }

    package var value: Value { .integer(self) }
}

extension Int: ValueConvertible {
    package init?(value: Value) {
        guard case .integer(let integer) = value else { return nil }
        self.init(exactly: integer)
    }

    package var value: Value { .integer(Int64(self)) }
}

/// Stored as 0 or 1: SQLite has no type of its own for it.
extension Bool: ValueConvertible {
    package init?(value: Value) {
        switch value {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }

    package var value: Value { .integer(self ? 1 : 0) }
}

extension Double: ValueConvertible {
    package init?(value: Value) {
        switch value {
        case .real(let real): self = real
        // SQLite keeps a whole number in a REAL column as an integer, and RETURNING may hand it out as one.
        case .integer(let integer): self.init(exactly: integer)
        default: return nil
        }
    }

    package var value: Value { .real(self) }
}

extension String: ValueConvertible {
    package init?(value: Value) {
        guard case .text(let text) = value else { return nil }
        self = text
    }

    package var value: Value { .text(self) }
}

extension [UInt8]: ValueConvertible {
    package init?(value: Value) {
        guard case .blob(let bytes) = value else { return nil }
        self = bytes
    }

    package var value: Value { .blob(self) }
}

/// NULL is nil, and only there.
extension Optional: ValueConvertible where Wrapped: ValueConvertible {
    package init?(value: Value) {
        if case .null = value {
            self = .none
        } else if let wrapped = Wrapped(value: value) {
            self = .some(wrapped)
        } else {
            return nil
        }
    }

    package var value: Value { self?.value ?? .null }
}
