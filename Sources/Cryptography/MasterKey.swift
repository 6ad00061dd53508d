import Glibc

/// The key that all others derive from: where it is kept, and its first making.
///
/// Never stored in the database that it protects. A key that is there but unusable stops the
/// start: making another would lose what the first one sealed.
package struct MasterKey {
    package static let variable = "REKEY_MASTER_KEY"
    package static let fileName = "master.key"

    /// From the environment where it names a key, else from `directory`, where the first start
    /// makes one.
    package static func load(directory: String, environment: [String: String]) throws(MasterKeyFailure) -> SecretKey {
        if let text = environment[variable] {
            guard let key = parse(text) else { throw .malformedVariable }
            return key
        }
        let path = "\(directory)/\(fileName)"
        if let key = try read(path) { return key }
        let key = SecureRandom.bytes(SecretKey.byteCount)
        if try create(path, in: directory, holding: Base64URL.encode(key) + "\n") { return SecretKey(bytes: key) }
        // Another process, started at the same moment, was first.
        guard let key = try read(path) else { throw .file(path: path, error: ENOENT) }
        return key
    }

    /// 64 hexadecimal digits, or base64url without padding.
    private static func parse(_ text: String) -> SecretKey? {
        guard let bytes = Hexadecimal.decode(text) ?? Base64URL.decode(text), bytes.count == SecretKey.byteCount
        else { return nil }
        return SecretKey(bytes: bytes)
    }

    /// Nil where there is no such file.
    private static func read(_ path: String) throws(MasterKeyFailure) -> SecretKey? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw .file(path: path, error: errno)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .file(path: path, error: errno) }
        // Asked of the open file, so that nobody can put another in its place in between.
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard status.st_mode & 0o077 == 0 else { throw .readableByOthers(path: path) }

        var bytes = [UInt8](repeating: 0, count: 129)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count >= 0 else { throw .file(path: path, error: errno) }
        var text = bytes.prefix(count)
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        guard let key = parse(String(decoding: text, as: UTF8.self)) else { throw .malformedFile(path: path) }
        return key
    }

    /// Makes the file, whole or not at all; false where there is one already.
    ///
    /// It is written and synced under another name, which `link` then publishes only where no key
    /// is yet.
    private static func create(
        _ path: String,
        in directory: String,
        holding text: String
    ) throws(MasterKeyFailure) -> Bool {
        let draft = "\(path).\(Hexadecimal.encode(SecureRandom.bytes(8)))"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .file(path: draft, error: errno) }
        defer {
            close(file)
            unlink(draft)
        }
        let bytes = Array(text.utf8)
        guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw .file(path: draft, error: errno)
        }
        guard link(draft, path) == 0 else {
            if errno == EEXIST { return false }
            throw .file(path: path, error: errno)
        }
        // A name is durable once its directory is.
        let parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw .file(path: directory, error: errno) }
        defer { close(parent) }
        guard fsync(parent) == 0 else { throw .file(path: directory, error: errno) }
        return true
    }
}
