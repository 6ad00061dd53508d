/// A moment in UTC, in microseconds since 1970-01-01T00:00:00Z.
///
/// The one form in which time is stored and compared. Arithmetic saturates at the ends, so a
/// configured "never" needs no special case.
package struct Instant: Sendable, Hashable, Comparable {
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Later than anything.
    package static let distantFuture = Instant(microseconds: .max)

    package static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    package static func + (instant: Instant, span: Span) -> Instant {
        let (sum, overflow) = instant.microseconds.addingReportingOverflow(span.microseconds)
        return Instant(microseconds: overflow ? (span.microseconds > 0 ? .max : .min) : sum)
    }

    package static func - (instant: Instant, span: Span) -> Instant {
        instant + Span(microseconds: span.microseconds == .min ? .max : -span.microseconds)
    }

    /// How long after `earlier` this moment is; negative when it is before.
    package func since(_ earlier: Instant) -> Span {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        return Span(microseconds: overflow ? (microseconds > earlier.microseconds ? .max : .min) : difference)
    }
}

/// A length of time in microseconds.
package struct Span: Sendable, Hashable, Comparable {
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func milliseconds(_ count: Int) -> Span { Span(microseconds: Int64(count) * 1_000) }
    package static func seconds(_ count: Int) -> Span { Span(microseconds: Int64(count) * 1_000_000) }
    package static func minutes(_ count: Int) -> Span { .seconds(count * 60) }
    package static func hours(_ count: Int) -> Span { .minutes(count * 60) }
    package static func days(_ count: Int) -> Span { .hours(count * 24) }

    /// Whole seconds, rounded up: what `Retry-After` (RFC 9110, 10.2.3) wants.
    package var secondsRoundedUp: Int { Int((max(0, microseconds) + 999_999) / 1_000_000) }

    package static func < (left: Span, right: Span) -> Bool {
        left.microseconds < right.microseconds
    }
}
