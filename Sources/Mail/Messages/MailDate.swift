/// An instant as a Date field writes it (RFC 5322, 3.3), always in UTC.
enum MailDate {
    /// Nothing for a year that does not have four digits.
    static func text(microseconds: Int64) -> String? {
        let seconds = floorDivided(microseconds, by: 1_000_000).quotient
        let (days, secondOfDay) = floorDivided(seconds, by: 86_400)
        let (year, month, day) = civil(days: days)
        guard (1900...9999).contains(year) else { return nil }
        // 1 January 1970 was a Thursday.
        let weekday = weekdays[Int(floorDivided(days + 4, by: 7).remainder)]
        let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map(twoDigits).joined(separator: ":")
        return "\(weekday), \(twoDigits(day)) \(months[Int(month - 1)]) \(year) \(time) +0000"
    }

    /// The proleptic Gregorian date of a day counted from 1970.
    ///
    /// Years are taken to begin in March, so that the leap day is a year's last and every month's length follows from
    /// its number.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivided(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivided(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
