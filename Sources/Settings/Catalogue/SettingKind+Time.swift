extension SettingKind where Value == Int64 {
    /// A length of time in microseconds, written as `"90s"`, `"10m"`, `"1d"`, or as a bare number of `unit`.
    static func duration(_ unit: TimeUnit, from shortest: String, to longest: String) -> SettingKind {
        let expectation = "a time from \(shortest) to \(longest) (bare: \(unit))"
        return SettingKind(expectation: expectation) { value throws(InvalidValue) in
            guard let time = value.microseconds(bareNumberIn: unit),
                let lowest = TimeUnit.microseconds(of: shortest, bareNumberIn: unit), lowest <= time,
                let highest = TimeUnit.microseconds(of: longest, bareNumberIn: unit), time <= highest
            else { throw InvalidValue() }
            return time
        }
    }
}

extension SettingKind where Value == Int64? {
    /// A life in microseconds; negative, as in WSO2, means for ever: nil.
    static func lifetime(_ unit: TimeUnit) -> SettingKind {
        let expectation = "a time of at least 1s, or negative for ever (bare: \(unit))"
        return SettingKind(expectation: expectation) { value throws(InvalidValue) in
            guard let time = value.microseconds(bareNumberIn: unit) else { throw InvalidValue() }
            guard time >= 0 else { return nil }
            guard time >= TimeUnit.seconds.microseconds, time <= 3650 * TimeUnit.days.microseconds else {
                throw InvalidValue()
            }
            return time
        }
    }
}

extension SettingKind where Value == Rate? {
    /// `"20 per 10m"`; `"off"` is nil.
    static var rate: SettingKind {
        .text("a rate such as \"20 per 10m\", or \"off\"") { text throws(InvalidValue) in
            if text == "off" { return nil }
            let words = text.split(separator: " ")
            guard words.count == 3, words[1] == "per", let count = Int(words[0]), count > 0,
                let window = TimeUnit.microseconds(of: words[2], bareNumberIn: .seconds), window > 0,
                words[2].last?.isLetter == true
            else { throw InvalidValue() }
            return Rate(count: count, window: window)
        }
    }
}

extension DocumentValue {
    fileprivate func microseconds(bareNumberIn unit: TimeUnit) -> Int64? {
        switch self {
        case .integer(let number): TimeUnit.microseconds(of: String(number), bareNumberIn: unit)
        case .string(let text): TimeUnit.microseconds(of: text, bareNumberIn: unit)
        default: nil
        }
    }
}
