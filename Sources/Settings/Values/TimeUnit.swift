/// The units WSO2 writes after a number: `"60s"`, `"1440m"`, `"1d"`.
enum TimeUnit: String, CaseIterable, Sendable {
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "m"
    case hours = "h"
    case days = "d"

    var microseconds: Int64 {
        switch self {
        case .milliseconds: 1000
        case .seconds: 1_000_000
        case .minutes: 60 * 1_000_000
        case .hours: 3600 * 1_000_000
        case .days: 86400 * 1_000_000
        }
    }

    /// Microseconds of `"90s"`, or of `90` counted in `unit`; nil when the text is neither or does not fit.
    static func microseconds(of text: some StringProtocol, bareNumberIn unit: TimeUnit) -> Int64? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "-") }
        let suffix = text.dropFirst(digits.count)
        guard let number = Int64(digits), let unit = suffix.isEmpty ? unit : TimeUnit(rawValue: String(suffix)) else {
            return nil
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit.microseconds)
        return overflow ? nil : product
    }
}
