import Cryptography
import Foundation

/// Reads a backup file record by record, and refuses one that was cut off, has more than it should, or was changed.
///
/// It must not know what becomes of the rows. Used by one thread only; it blocks.
final class BackupFileReader {
    private static let bufferBytes = 1 << 20

    private let path: String
    private let descriptor: Int32
    /// What of the file has not been handed out yet.
    private var left: Int
    private var buffer: ArraySlice<UInt8> = []
    private let digest = SHA256.Running()

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw TransferRefusal("\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        left = Int(lseek(descriptor, 0, SEEK_END))
        guard left >= 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            close(descriptor)
            throw TransferRefusal("\(path) is not a file.")
        }
        guard left >= BackupFormat.firstLine.count, try take(BackupFormat.firstLine.count) == BackupFormat.firstLine
        else { throw TransferRefusal("\(path) is not a backup that this release can read.") }
        digest.update(BackupFormat.firstLine)
    }

    deinit {
        close(descriptor)
    }

    /// The next record; the one with the digest is the last.
    func next() throws -> (record: BackupFormat.Record, content: [UInt8]) {
        let head = try take(BackupFormat.recordHeadBytes)
        let count = head.dropFirst().reduce(0) { $0 << 8 | Int($1) }
        guard let record = BackupFormat.Record(rawValue: head[0]) else { throw damaged("a record is of no known kind") }
        let content = try take(count)
        guard record == .end else {
            digest.update(head)
            digest.update(content)
            return (record, content)
        }
        guard content == digest.finish() else { throw damaged("its digest is another one") }
        guard left == 0 else { throw damaged("something comes after its end") }
        return (record, content)
    }

    func decode<Content: Decodable>(_ content: [UInt8], as type: Content.Type = Content.self) throws -> Content {
        do {
            return try JSONDecoder().decode(type, from: Data(content))
        } catch {
            throw damaged("a record cannot be read")
        }
    }

    func damaged(_ what: String) -> TransferRefusal {
        TransferRefusal("\(path) is damaged: \(what). Nothing was restored from it.")
    }

    private func take(_ count: Int) throws -> [UInt8] {
        // Before memory is asked for: a damaged length may be anything.
        guard count <= left else { throw damaged("it ends too early") }
        left -= count
        if count <= buffer.count {
            defer { buffer = buffer.dropFirst(count) }
            return Array(buffer.prefix(count))
        }
        var bytes = Array(buffer)
        while bytes.count < count {
            buffer = try fill()[...]
            let missing = count - bytes.count
            bytes += buffer.prefix(missing)
            buffer = buffer.dropFirst(missing)
        }
        return bytes
    }

    private func fill() throws -> [UInt8] {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.bufferBytes) { bytes, initialized in
                count = read(descriptor, bytes.baseAddress, bytes.count)
                initialized = max(0, count)
            }
            if count > 0 { return bytes }
            guard count < 0, errno == EINTR else { throw damaged("it ends too early") }
        }
    }
}
