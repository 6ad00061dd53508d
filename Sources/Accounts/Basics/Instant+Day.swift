extension Instant {
    /// The first moment of a day in UTC, written `2026-11-24`; nil for what is no day.
    package init?(day: String) {
        let parts = day.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.count) == [4, 2, 2],
            parts.allSatisfy({ $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } })
        else { return nil }
        let numbers = parts.compactMap { Int64(String(decoding: $0, as: UTF8.self)) }
        // Days since 1970 of a date in the Gregorian calendar, whose year begins in March here.
        let year = numbers[1] > 2 ? numbers[0] : numbers[0] - 1
        let month = (numbers[1] + 9) % 12
        let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + numbers[2] - 1 - 719_468
        self.init(microseconds: days * 86_400_000_000)
        // February 30th is none.
        guard iso8601.hasPrefix(day) else { return nil }
    }
}
