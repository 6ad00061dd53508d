import Glibc
import Synchronization

/// How far a long command has come, on standard error: on a terminal one line that changes, elsewhere a line now and
/// then.
final class ProgressBar: Sendable {
    private struct State {
        var label: String?
        var began = ContinuousClock.now
        var shown: ContinuousClock.Instant?
    }

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    /// How often it changes: as often as an eye follows, or as a log should.
    private var interval: Duration { isTerminal ? .milliseconds(100) : .seconds(10) }

    /// `total`: nil where nobody knows it before the end.
    func show(_ label: String, _ done: Int, of total: Int? = nil) {
        let line = state.withLock { state -> String? in
            let now = ContinuousClock.now
            if state.label != label { state = State(label: label, began: now, shown: state.shown) }
            guard done == total || state.shown.map({ now - $0 >= interval }) ?? true else { return nil }
            state.shown = now
            return Self.line(label, done, total, since: now - state.began)
        }
        guard let line else { return }
        Terminal.hint(isTerminal ? "\r\(line)\u{1B}[K" : line + "\n")
    }

    /// Leaves the last line standing; again, it does nothing.
    func end() {
        let isShown = state.withLock { state in
            defer { state.shown = nil }
            return state.shown != nil
        }
        if isTerminal, isShown { Terminal.hint("\n") }
    }

    private static let cells = 24

    static func line(_ label: String, _ done: Int, _ total: Int?, since elapsed: Duration) -> String {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let speed = "\(Int(rate))/s"
        guard let total, total > 0 else { return "\(label): \(done)  \(speed)" }
        let share = min(1, Double(done) / Double(total))
        let full = Int(share * Double(cells))
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: cells - full)
        let left = rate > 0 ? "  \(time(Double(total - done) / rate)) left" : ""
        return "\(label) [\(bar)] \(Int(share * 100)) %  \(done) of \(total)  \(speed)\(done < total ? left : "")"
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        let rest = whole % 60
        return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
    }
}
