import Cryptography
import FoundationEssentials
import Glibc
import Settings

/// The folder of database, keys and certificate: readable for its owner alone.
struct DataFolder {
    let path: String

    func make() throws {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    private var keyFile: String { "\(path)/\(MasterKey.fileName)" }

    func hasKey(environment: [String: String]) -> Bool {
        environment[MasterKey.variable] != nil || FileManager.default.fileExists(atPath: keyFile)
    }

    /// A new key beside an old database would make what is sealed in it unreadable: better to stop.
    func refuseLostKey(database: String) throws {
        guard FileManager.default.fileExists(atPath: database) else { return }
        throw CommandRefusal("\(database) exists, but its key \(keyFile) does not: restore it from the backup.")
    }

    /// The database has a key, and none is here.
    var keyIsMissing: CommandRefusal {
        CommandRefusal(
            "The database is in use, and its master key is not here: copy \(MasterKey.fileName) of the node that made "
                + "it to \(keyFile), or set \(MasterKey.variable) to what that file holds."
        )
    }

    /// The key that is here is not the database's.
    func keyIsForeign(environment: [String: String]) -> CommandRefusal {
        let isVariable = environment[MasterKey.variable] != nil
        return CommandRefusal(
            "\(isVariable ? MasterKey.variable : keyFile) is not the master key of this database: nodes that share a "
                + "database share its key. Copy \(MasterKey.fileName) of the node that made it to \(keyFile), or set "
                + "\(MasterKey.variable) to what that file holds."
        )
    }

    /// The self-signed certificate, made at the first start.
    func certificate(for hostname: String) throws -> (chainFile: String, keyFile: String) {
        let chainFile = path + "/tls-certificate.pem"
        let keyFile = path + "/tls-key.pem"
        let files = FileManager.default
        if files.fileExists(atPath: chainFile), files.fileExists(atPath: keyFile) { return (chainFile, keyFile) }
        let isAddress = NetworkRange.addressBytes(hostname) != nil
        let made = try SelfSignedCertificate.make(
            hostnames: Set(["localhost"] + (isAddress ? [] : [hostname])).sorted(),
            addresses: Set(["127.0.0.1", "::1"] + (isAddress ? [hostname] : [])).sorted(),
            validDays: 825
        )
        try write(made.privateKeyPEM, to: keyFile)
        try write(made.certificatePEM, to: chainFile)
        return (chainFile, keyFile)
    }

    /// What this installation is called among the nodes on one database, made at the first start.
    func nodeID() throws -> String {
        let file = path + "/node.id"
        if let known = try? String(contentsOfFile: file, encoding: .utf8), known.utf8.count >= 36 {
            return String(known.prefix(36))
        }
        let made = UUID().uuidString.lowercased()
        try write(made + "\n", to: file)
        return made
    }

    /// Whole or not at all, and never readable for others in between.
    func write(_ text: String, to file: String) throws {
        let temporary = file + ".new"
        unsafe unlink(temporary)
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw CommandRefusal("\(temporary) cannot be written.") }
        let bytes = Array(text.utf8)
        let written = unsafe Glibc.write(descriptor, bytes, bytes.count)
        fsync(descriptor)
        Glibc.close(descriptor)
        guard written == bytes.count, unsafe rename(temporary, file) == 0 else {
            throw CommandRefusal("\(file) cannot be written.")
        }
    }
}

extension Settings {
    func certificate() throws -> (chainFile: String, keyFile: String) {
        if let files = tls.files { return (files.certificate, files.privateKey) }
        return try DataFolder(path: dataDirectory).certificate(for: server.hostname)
    }
}
