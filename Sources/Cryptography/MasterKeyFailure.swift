import Glibc

/// Why there is no master key, in words for the operator who has to act.
package enum MasterKeyFailure: Error, Sendable, Equatable, CustomStringConvertible {
    case malformedVariable
    case malformedFile(path: String)
    case readableByOthers(path: String)
    case notAFile(path: String)
    case file(path: String, error: Int32)

    package var description: String {
        switch self {
        case .malformedVariable:
            "\(MasterKey.variable) is not a key: it takes 32 bytes as 64 hexadecimal digits or as base64url"
        case .malformedFile(let path):
            "\(path) is not a key: it takes 32 bytes as 64 hexadecimal digits or as base64url. "
                + "Put the right file back; without it what waits in the database cannot be read"
        case .readableByOthers(let path):
            "\(path) can be read or written by others: run chmod 600 \(path)"
        case .notAFile(let path):
            "\(path) is not a regular file"
        case .file(let path, let error):
            "\(path): \(String(cString: strerror(error)))"
        }
    }
}
