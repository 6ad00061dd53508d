import Glibc

/// The mark that a server runs on an SQLite file: a lock on a file beside it, which the kernel lets go of however the
/// server ends.
///
/// Servers share it. A command that needs the database for itself takes it alone, and keeps servers from starting
/// meanwhile.
final class ServingMark: Sendable {
    enum Kind {
        case server, alone
    }

    private let descriptor: Int32

    /// Nil where somebody else's mark is in the way.
    init?(_ kind: Kind, on database: String) throws {
        let file = database + "-serving"
        descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandRefusal("\(file) cannot be written.") }
        guard flock(descriptor, (kind == .server ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit {
        close(descriptor)
    }
}
