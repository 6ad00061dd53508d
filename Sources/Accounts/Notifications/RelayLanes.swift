/// The rows in hand by lane, and how the sessions are shared between them.
///
/// A domain that hangs shows itself only after a time-out, so that how many sessions it may hold until then decides
/// whether others notice.
struct RelayLanes {
    private struct Lane {
        var waiting: ArraySlice<LeasedNotification> = []
        var underWay = 0
        /// Whether its last delivery came to a verdict.
        var isProven = false
    }

    private var lanes: [MailLane: Lane] = [:]
    /// Lanes with rows that wait, the next to be served first.
    private var turns: ArraySlice<MailLane> = []
    private(set) var underWay = 0

    var waiting: [LeasedNotification] { lanes.values.flatMap(\.waiting) }

    mutating func add(_ rows: [LeasedNotification]) {
        for row in rows {
            if lanes[row.lane, default: Lane()].waiting.isEmpty { turns.append(row.lane) }
            lanes[row.lane, default: Lane()].waiting.append(row)
        }
    }

    /// The first row of the next lane that may have another of `parallel` sessions.
    mutating func next(parallel: Int, watch: LaneWatch, at now: Instant) -> LeasedNotification? {
        guard underWay < parallel else { return nil }
        let held = watch.held(at: now)
        for index in turns.indices {
            let lane = turns[index]
            guard !held.contains(lane), mayStart(lane, parallel: parallel, watch: watch),
                let row = lanes[lane]?.waiting.popFirst()
            else { continue }
            turns.remove(at: index)
            if lanes[lane]?.waiting.isEmpty == false { turns.append(lane) }
            lanes[lane]?.underWay += 1
            underWay += 1
            return row
        }
        return nil
    }

    mutating func finish(_ row: LeasedNotification, isProof: Bool) {
        underWay -= 1
        lanes[row.lane]?.underWay -= 1
        lanes[row.lane]?.isProven = isProof
        if lanes[row.lane]?.underWay == 0, lanes[row.lane]?.waiting.isEmpty == true { lanes[row.lane] = nil }
    }

    /// Whether the lane may have one more session.
    ///
    /// A lane in trouble tries one at a time, and never on the last session that is free. One that is not known yet
    /// takes no more than it leaves free. One that has just been served takes half, or all where it is alone.
    private func mayStart(_ number: MailLane, parallel: Int, watch: LaneWatch) -> Bool {
        guard let lane = lanes[number] else { return false }
        let free = parallel - underWay
        if watch.isInTrouble(number) { return lane.underWay == 0 && (free > 1 || parallel == 1) }
        guard lane.isProven else { return lane.underWay < free }
        return lane.underWay < max(1, parallel / 2) || isAlone(number, watch: watch)
    }

    private func isAlone(_ number: MailLane, watch: LaneWatch) -> Bool {
        !turns.contains { $0 != number && !watch.isInTrouble($0) }
    }

    /// Lanes in which more than `count` rows wait.
    func full(beyond count: Int) -> Set<MailLane> {
        Set(turns.filter { lanes[$0].map { $0.waiting.count > count } ?? false })
    }

    /// How many rows a session that becomes free will find, if none of those under way comes to its end.
    func startable(parallel: Int, watch: LaneWatch, avoiding avoided: Set<MailLane>) -> Int {
        turns.reduce(0) { sum, number in
            guard !avoided.contains(number), let lane = lanes[number] else { return sum }
            let limit = lane.isProven ? max(1, parallel / 2) : 1
            let isStartable = lane.underWay < limit || lane.isProven && isAlone(number, watch: watch)
            return isStartable ? sum + lane.waiting.count : sum
        }
    }
}
