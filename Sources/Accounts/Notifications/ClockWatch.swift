/// Notices that the wall clock was set back, by the one that only goes forward.
struct ClockWatch {
    /// A smaller step delays nothing that anybody notices.
    private static let tolerance = Span.seconds(5)

    private var wall: Instant
    private var steady = ContinuousClock.now

    init(_ now: Instant) {
        wall = now
    }

    /// Whether the wall clock was set back since the last call.
    mutating func wasSetBack(_ now: Instant) -> Bool {
        let steadyNow = ContinuousClock.now
        let passed = (steadyNow - steady).components
        let expected = wall + Span(microseconds: passed.seconds * 1_000_000 + passed.attoseconds / 1_000_000_000_000)
        defer { (wall, steady) = (now, steadyNow) }
        return now + Self.tolerance < expected
    }
}
