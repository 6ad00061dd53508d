/// What a relay has in hand: rows that wait, how many are under way, outcomes that are not recorded yet.
///
/// It owns the order of work and nothing else: lanes take turns at the sessions, outcomes are recorded together while
/// others are delivered, and more is leased before the sessions run dry. It knows neither mail nor database.
struct RelayBatch {
    typealias Finished = (row: LeasedNotification, outcome: DeliveryOutcome)

    /// A piece of work that has ended.
    enum Step: Sendable {
        case delivered(LeasedNotification, DeliveryOutcome)
        case recorded
        case leased([LeasedNotification])
        /// There may be more to lease.
        case rung
    }

    private var lanes = RelayLanes()
    /// How many were tried, or are being tried.
    private(set) var tried = 0
    private var finished: [Finished] = []
    private var isRecording = false
    private var isLeasing = false
    private var isListening = false
    private var isReachable = true
    private var hasMore: Bool
    /// Lanes that the last lease left out, so that an empty one said nothing of them.
    private var avoided: Set<MailLane>
    private let parallel: Int
    private let watch: LaneWatch

    /// `parallel`: how many sessions there are.
    ///
    /// `avoided`: the lanes that were left out when `rows` were leased.
    init(_ rows: [LeasedNotification], avoiding avoided: Set<MailLane>, parallel: Int, watch: LaneWatch) {
        lanes.add(rows)
        self.avoided = avoided
        hasMore = !rows.isEmpty
        self.parallel = parallel
        self.watch = watch
    }

    /// Rows that were not tried.
    var waiting: [LeasedNotification] { lanes.waiting }

    /// Whether nothing is under way but waiting for more to come.
    var isDone: Bool { lanes.underWay == 0 && finished.isEmpty && !isRecording && !isLeasing }

    /// The next row to deliver, if a session is free for it.
    mutating func next(at now: Instant) -> LeasedNotification? {
        guard isReachable, let row = lanes.next(parallel: parallel, watch: watch, at: now) else { return nil }
        tried += 1
        return row
    }

    /// What has ended since the last recording; nil while one runs.
    mutating func nextToRecord() -> [Finished]? {
        guard !isRecording, !finished.isEmpty else { return nil }
        isRecording = true
        defer { finished = [] }
        return finished
    }

    /// The lanes of which to lease no more now; nil if nothing is to be leased.
    ///
    /// If there are any, it has been asked for.
    mutating func wantsMore(at now: Instant) -> Set<MailLane>? {
        let held = watch.held(at: now)
        let unwanted = lanes.full(beyond: parallel * 2).union(held)
        if !isLeasing, !avoided.isSubset(of: unwanted) { hasMore = true }
        guard hasMore, isReachable, !isLeasing,
            lanes.startable(parallel: parallel, watch: watch, avoiding: held) <= parallel * 2
        else { return nil }
        isLeasing = true
        avoided = unwanted
        return unwanted
    }

    /// Whether to wait for more while a delivery takes its time; then it has been asked for.
    mutating func wantsToListen() -> Bool {
        guard !hasMore, isReachable, !isLeasing, !isListening, !isDone else { return false }
        isListening = true
        return true
    }

    mutating func take(_ step: Step, at now: Instant) {
        switch step {
        case .delivered(let row, let outcome):
            lanes.finish(row, isProof: outcome.isVerdict)
            watch.note(outcome, in: row.lane, at: now)
            finished.append((row, outcome))
            if case .unreachable = outcome { isReachable = false }
        case .recorded:
            isRecording = false
        case .leased(let rows):
            isLeasing = false
            hasMore = !rows.isEmpty
            lanes.add(rows)
        case .rung:
            isListening = false
            hasMore = true
        }
    }
}

extension DeliveryOutcome {
    /// Whether the other side said yes or no.
    fileprivate var isVerdict: Bool {
        switch self {
        case .delivered, .rejected: true
        case .deferred, .stalled, .unreachable: false
        }
    }
}
