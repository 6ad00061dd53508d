/// What a relay has in hand: rows that wait, how many are under way, outcomes that are not recorded yet.
///
/// It owns the order of work and nothing else: deliveries fill the lanes, outcomes are recorded together while others
/// are delivered, and more is leased before the lanes run dry. It knows neither mail nor database.
struct RelayBatch {
    typealias Finished = (row: LeasedNotification, outcome: DeliveryOutcome)

    /// A piece of work that has ended.
    enum Step: Sendable {
        case delivered(LeasedNotification, DeliveryOutcome)
        case recorded
        case leased([LeasedNotification])
    }

    private(set) var waiting: ArraySlice<LeasedNotification>
    /// How many were tried, or are being tried.
    private(set) var tried = 0
    private var underWay = 0
    private var finished: [Finished] = []
    private var isRecording = false
    private var isLeasing = false
    private var isReachable = true
    private var hasMore: Bool
    private let size: Int

    /// `size`: how many rows a lease gives at most; fewer mean that there are no more.
    init(_ rows: [LeasedNotification], size: Int) {
        waiting = rows[...]
        self.size = size
        hasMore = rows.count == size
    }

    var isDone: Bool { waiting.isEmpty && underWay == 0 && finished.isEmpty }

    /// The next row to deliver, if one of `parallel` lanes is free.
    mutating func next(parallel: Int) -> LeasedNotification? {
        guard isReachable, underWay < parallel, let row = waiting.popFirst() else { return nil }
        underWay += 1
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

    /// Whether to lease more now; then it has been asked for.
    mutating func wantsMore(parallel: Int) -> Bool {
        guard hasMore, isReachable, !isLeasing, waiting.count <= parallel * 2 else { return false }
        isLeasing = true
        return true
    }

    mutating func take(_ step: Step) {
        switch step {
        case .delivered(let row, let outcome):
            underWay -= 1
            finished.append((row, outcome))
            if case .unreachable = outcome { isReachable = false }
        case .recorded:
            isRecording = false
        case .leased(let rows):
            isLeasing = false
            hasMore = rows.count == size
            waiting = ArraySlice(waiting + rows)
        }
    }
}
