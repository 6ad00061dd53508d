package import Storage

extension StorageFailure: FailureConvertible {
    /// A database that is busy or full is a matter of time; the rest is a fault.
    package var asFailure: Failure {
        switch kind {
        case .busy, .full, .unavailable: .busy(retryAfterSeconds: 2, cause: "\(kind): \(message)")
        default: .unexpected("\(kind): \(message)")
        }
    }
}
