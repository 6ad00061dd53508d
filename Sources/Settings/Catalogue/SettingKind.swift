import Patterns

/// What a setting takes: how its written form becomes a Swift value, and how the values it takes are put in words.
struct SettingKind<Value: Sendable>: Sendable {
    /// Completes "… is not": `a whole number from 1 to 65535`.
    let expectation: String
    var isSecret = false
    let parse: @Sendable (DocumentValue) throws(InvalidValue) -> Value
}

/// A written value that its setting does not take, or a reference that leads nowhere.
struct InvalidValue: Error {
    /// Why, where "is not …" does not say enough.
    var reason: String?
}

extension SettingKind {
    /// A kind for which only text comes into question.
    static func text(
        _ expectation: String,
        _ parse: @escaping @Sendable (String) throws(InvalidValue) -> Value
    ) -> SettingKind {
        SettingKind(expectation: expectation) { value throws(InvalidValue) in
            guard case .string(let text) = value else { throw InvalidValue() }
            return try parse(text)
        }
    }
}

extension SettingKind {
    /// As `kind`; where `isTolerant`, because nobody will use it, what cannot be taken comes to nothing instead of being
    /// refused.
    static func tolerant<Wrapped>(_ kind: SettingKind<Wrapped>, _ isTolerant: Bool) -> SettingKind
    where Value == Wrapped? {
        SettingKind(expectation: kind.expectation, isSecret: kind.isSecret) { value throws(InvalidValue) in
            do throws(InvalidValue) {
                return try kind.parse(value)
            } catch {
                guard isTolerant else { throw error }
                return nil
            }
        }
    }
}

extension SettingKind where Value == Bool {
    static var boolean: SettingKind {
        SettingKind(expectation: "true or false") { value throws(InvalidValue) in
            switch value {
            case .boolean(let flag): return flag
            case .string("true"): return true
            case .string("false"): return false
            default: throw InvalidValue()
            }
        }
    }
}

extension SettingKind where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> SettingKind {
        SettingKind(expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            value throws(InvalidValue) in
            let number: Int? =
                switch value {
                case .integer(let number): Int(exactly: number)
                case .string(let text): Int(text)
                default: nil
                }
            guard let number, range.contains(number) else { throw InvalidValue() }
            return number
        }
    }

    static var port: SettingKind { .integer(1...65535) }
    /// Zero asks the operating system for any free port.
    static var listeningPort: SettingKind { .integer(0...65535) }
}

extension SettingKind where Value == String {
    static var text: SettingKind { .text("text in quotes") { text throws(InvalidValue) in text } }

    static var nonEmptyText: SettingKind {
        .text("text in quotes, not empty") { text throws(InvalidValue) in
            guard !text.isEmpty else { throw InvalidValue() }
            return text
        }
    }

    /// WSO2 keeps the quotes its messages are written with as part of them; nobody wants to read those.
    static var message: SettingKind {
        .text("text in quotes") { text throws(InvalidValue) in
            text.count > 1 && text.hasPrefix("'") && text.hasSuffix("'") ? String(text.dropFirst().dropLast()) : text
        }
    }

    /// A regular expression that compiles.
    ///
    /// WSO2's are Java's; what is lacking of those is Java's own classes.
    static var pattern: SettingKind {
        .text("a regular expression") { text throws(InvalidValue) in
            do throws(Pattern.Malformed) {
                _ = try Pattern(text)
                return text
            } catch {
                throw InvalidValue(reason: "\(error.reason), at character \(error.offset + 1)")
            }
        }
    }
}

extension SettingKind where Value == Secret {
    static var secret: SettingKind {
        var kind = SettingKind.text("text in quotes, not empty") { text throws(InvalidValue) in
            guard !text.isEmpty else { throw InvalidValue() }
            return Secret(text)
        }
        kind.isSecret = true
        return kind
    }
}

extension SettingKind where Value: RawRepresentable<String> & CaseIterable {
    static func oneOf(_ choices: Value.Type) -> SettingKind {
        let names = choices.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
        return .text(names) { text throws(InvalidValue) in
            guard let choice = Value(rawValue: text) else { throw InvalidValue() }
            return choice
        }
    }
}

extension SettingKind {
    /// A list in square brackets; in the environment and in flags, text with commas.
    static func list<Element>(of element: SettingKind<Element>) -> SettingKind where Value == [Element] {
        SettingKind(expectation: "a list, each \(element.expectation)") { value throws(InvalidValue) in
            let parts: [DocumentValue]
            switch value {
            case .list(let elements): parts = elements
            case .string(let text):
                parts = text.split(separator: ",").map { .string(String($0.drop { $0 == " " })) }
            default: throw InvalidValue()
            }
            var parsed: [Element] = []
            for part in parts {
                do throws(InvalidValue) {
                    parsed.append(try element.parse(part))
                } catch {
                    throw InvalidValue(reason: error.reason ?? "\(part) is not \(element.expectation)")
                }
            }
            return parsed
        }
    }
}
