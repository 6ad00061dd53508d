extension SettingsReader {
    /// A written value with its `$env{}` and `$ref{}` replaced, and whether a secret went into it.
    func resolve(_ value: DocumentValue) throws(InvalidValue) -> (value: DocumentValue, isSecret: Bool) {
        try resolve(value, following: [])
    }

    private func resolve(
        _ value: DocumentValue,
        following keys: [String]
    ) throws(InvalidValue) -> (value: DocumentValue, isSecret: Bool) {
        switch value {
        case .string(let text): return try resolve(text, following: keys)
        case .list(let elements):
            var resolved: [DocumentValue] = []
            var isSecret = false
            for element in elements {
                let part = try resolve(element, following: keys)
                resolved.append(part.value)
                isSecret = isSecret || part.isSecret
            }
            return (.list(resolved), isSecret)
        default: return (value, false)
        }
    }

    private func resolve(
        _ text: String,
        following keys: [String]
    ) throws(InvalidValue) -> (value: DocumentValue, isSecret: Bool) {
        guard !text.contains("${carbon.") else {
            throw InvalidValue(reason: "only WSO2 fills in ${carbon.…}; write the value, or $ref{server.hostname}")
        }
        var result = ""
        var isSecret = false
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            guard let (reference, length) = Reference.leading(rest) else {
                result += "$"
                rest = rest.dropFirst()
                continue
            }
            let referred = try look(up: reference, following: keys)
            isSecret = isSecret || referred.isSecret
            rest = rest.dropFirst(length)
            // A reference that is the whole value brings its type along.
            if result.isEmpty, rest.isEmpty { return referred }
            guard let plain = referred.value.plainText else {
                throw InvalidValue(reason: "\(reference) is \(referred.value), which cannot be a part of text")
            }
            result += plain
        }
        return (.string(result + rest), isSecret)
    }

    private func look(
        up reference: Reference,
        following keys: [String]
    ) throws(InvalidValue) -> (value: DocumentValue, isSecret: Bool) {
        switch reference {
        case .environment(let name):
            guard let text = layers.environment[name] else {
                throw InvalidValue(reason: "the environment variable \(name) is not set")
            }
            return (.string(text), false)
        case .setting(let key):
            guard !keys.contains(key) else { throw InvalidValue(reason: "\(reference) leads back to itself") }
            let declaration = known[key]
            // A key of WSO2's that is no setting here may hold a secret all the same.
            let looksSecret = key.hasSuffix("password") || key.hasSuffix("secret") || key.hasSuffix("hash")
            let isSecret = looksSecret || declaration?.isSecret == true
            let written = layers.value(of: key, variable: declaration?.variable)
            switch written {
            case (let value, .environment)?, (let value, .flag)?: return (value, isSecret)
            default: break
            }
            guard let value = written?.0 ?? (isDemo ? declaration?.demoDefault : nil) ?? declaration?.defaultValue
            else {
                throw InvalidValue(reason: "\(reference) names nothing that is set")
            }
            let resolved = try resolve(value, following: keys + [key])
            return (resolved.value, resolved.isSecret || isSecret)
        case .unsupported(let kind):
            let advice = "Rekey has no \(kind == "secret" ? "cipher tool" : "Java system properties")"
            throw InvalidValue(reason: "\(advice): put the value into an environment variable and write $env{NAME}")
        }
    }
}

/// `$env{NAME}`, `$ref{other.key}`, or one of WSO2's two that Rekey cannot follow.
private enum Reference: CustomStringConvertible {
    case environment(String)
    case setting(String)
    case unsupported(String)

    /// The reference a text begins with, and its length.
    static func leading(_ text: Substring) -> (Reference, length: Int)? {
        for kind in ["env", "ref", "sys", "secret"] where text.hasPrefix("$\(kind){") {
            guard let end = text.firstIndex(of: "}") else { return nil }
            let name = String(text[..<end].dropFirst(kind.count + 2))
            let length = text.distance(from: text.startIndex, to: end) + 1
            switch kind {
            case "env": return (.environment(name), length)
            case "ref": return (.setting(name), length)
            default: return (.unsupported(kind), length)
            }
        }
        return nil
    }

    var description: String {
        switch self {
        case .environment(let name): "$env{\(name)}"
        case .setting(let key): "$ref{\(key)}"
        case .unsupported(let kind): "$\(kind){…}"
        }
    }
}

extension DocumentValue {
    /// The value as a part of a longer text.
    fileprivate var plainText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .boolean(let flag): String(flag)
        case .list, .other: nil
        }
    }
}
