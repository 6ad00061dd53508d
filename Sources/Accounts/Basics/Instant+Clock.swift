import Glibc

extension Instant {
    /// The machine's wall clock now.
    ///
    /// Everything but `Surroundings.machine` asks `Surroundings`.
    static var current: Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// The calendar year in UTC.
    package var year: Int { calendar.year }

    /// RFC 3339, to the second: `2026-11-24T09:30:00Z`.
    package var iso8601: String {
        let parts = calendar
        return "\(padded(parts.year, 4))-\(padded(parts.month))-\(padded(parts.day))"
            + "T\(padded(parts.hour)):\(padded(parts.minute)):\(padded(parts.second))Z"
    }

    /// For people, to the minute: `24 November 2026, 09:30 UTC`.
    package var inWords: String {
        let months = [
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ]
        let parts = calendar
        return
            "\(parts.day) \(months[parts.month - 1]) \(parts.year), \(padded(parts.hour)):\(padded(parts.minute)) UTC"
    }

    private var calendar: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        var seconds = time_t(microseconds / 1_000_000)
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        return unsafe (
            Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday),
            Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)
        )
    }

    private func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
