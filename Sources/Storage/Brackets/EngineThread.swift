import Foundation

/// A thread of an engine's own: its C library blocks, which the threads that Swift's tasks share must never do.
///
/// It must not know what it runs.
enum EngineThread {
    /// Starts the thread; `ended` is entered here, and left when `body` returns.
    static func start(_ name: String, ended: DispatchGroup, body: @escaping @Sendable () -> Void) {
        ended.enter()
        let thread = Thread {
            // Only the thread itself can tell the kernel its name.
            Thread.current.name = name
            body()
            ended.leave()
        }
        thread.start()
    }
}
