package import Foundation
import Synchronization

/// A program that runs beside the tests.
///
/// Not Foundation's `Process`: where many files are open, as in tests that run in parallel, it reads past the end of a
/// directory entry and takes every test with it (swift-corelibs-foundation pull request 5472). A child inherits no
/// file but its three, no signal mask and no ignored signal.
package struct ChildProcess: Sendable {
    /// One after the other, so that no pipe is made between a look at what is open and the start of a child.
    private static let turn = Mutex(())

    private let identifier: pid_t

    /// Starts `command`, whose first word is the path of a program.
    ///
    /// `environment`: nil for this process's own. `input` is what it reads, `output` and `error` are where it writes, nil
    /// for the null device; they stay the caller's. Throws `ChildProcessFailed` with the reason of the system.
    package init(
        _ command: [String],
        environment: [String: String]? = nil,
        input: FileHandle? = nil,
        output: FileHandle? = nil,
        error: FileHandle? = nil
    ) throws {
        identifier = try Self.turn.withLock { _ in
            try Self.spawn(command, environment, [0: input, 1: output, 2: error])
        }
    }

    private static func spawn(
        _ command: [String],
        _ environment: [String: String]?,
        _ files: [Int32: FileHandle?]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, file) in files {
            if let file {
                posix_spawn_file_actions_adddup2(&actions, file.fileDescriptor, descriptor)
            } else {
                posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
            }
        }
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        for descriptor in open where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0)=\($1)" }
        let arguments = command.map { strdup($0) } + [nil]
        let environment = variables.map { strdup($0) } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        var identifier: pid_t = 0
        let failure = posix_spawn(&identifier, command[0], &actions, &attributes, arguments, environment)
        guard failure == 0 else {
            throw ChildProcessFailed(reason: "\(command[0]): \(String(cString: strerror(failure)))")
        }
        return identifier
    }

    /// Waits until it has ended, once, and blocks the thread until then.
    ///
    /// - Returns: its exit status, or 128 and the number of the signal that ended it, as shells count.
    @discardableResult
    package func waitForEnd() -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) == -1 && errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    package func terminate() {
        kill(identifier, SIGTERM)
    }

    /// A pipe whose ends are inherited only by the child that is given one.
    package static func pipe() -> Pipe {
        turn.withLock { _ in Pipe() }
    }

    /// Runs a command to its end.
    ///
    /// - Returns: its exit status, and what it wrote to standard output, and with `takesErrors` to standard error.
    package static func run(
        _ command: [String],
        environment: [String: String]? = nil,
        input: FileHandle? = nil,
        takesErrors: Bool = false
    ) throws -> (status: Int32, output: Data) {
        let pipe = pipe()
        let child = try ChildProcess(
            command,
            environment: environment,
            input: input,
            output: pipe.fileHandleForWriting,
            error: takesErrors ? pipe.fileHandleForWriting : nil
        )
        try pipe.fileHandleForWriting.close()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        return (child.waitForEnd(), output)
    }
}

package struct ChildProcessFailed: Error, CustomStringConvertible {
    let reason: String

    package var description: String { reason }
}
