import Cryptography
import Foundation

/// Writes a file that is there whole or not at all, readable for its owner alone, and its digest at the end.
///
/// It must not know what the records hold. Used by one thread only; it blocks.
final class BackupFileWriter {
    private static let bufferBytes = 1 << 20

    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private let digest = SHA256.Running()
    private var isFinished = false

    /// Refuses where the file is there already.
    init(_ path: String) throws {
        self.path = path
        temporary = path + ".part"
        guard access(path, F_OK) != 0 else { throw TransferRefusal("\(path) exists already; nothing was changed.") }
        unlink(temporary)
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(temporary) }
        buffer = BackupFormat.firstLine
    }

    /// What was not finished leaves nothing behind.
    deinit {
        close(descriptor)
        if !isFinished { unlink(temporary) }
    }

    func write(_ record: BackupFormat.Record, _ content: [UInt8]) throws {
        guard content.count <= UInt32.max else { throw TransferRefusal("A row has more than four gigabytes.") }
        buffer.append(record.rawValue)
        RowEncoding.append(UInt64(content.count), count: 4, to: &buffer)
        buffer += content
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    func write(_ record: BackupFormat.Record, json: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try write(record, Array(encoder.encode(json)))
    }

    /// Returns the digest once the file is on the disk under its name.
    func finish() throws -> [UInt8] {
        try flush()
        let digest = digest.finish()
        try put([BackupFormat.Record.end.rawValue, 0, 0, 0, UInt8(digest.count)] + digest)
        guard fsync(descriptor) == 0 else { throw Self.failure(temporary) }
        guard rename(temporary, path) == 0 else { throw Self.failure(path) }
        isFinished = true
        try syncFolder()
        return digest
    }

    private func flush() throws {
        digest.update(buffer)
        try put(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func put(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(temporary) }
            rest = rest.dropFirst(count)
        }
    }

    private func syncFolder() throws {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else { throw Self.failure(folder) }
    }

    private static func failure(_ path: String) -> TransferRefusal {
        TransferRefusal("\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
}
