import Cryptography
import Glibc
import Testing

@Suite("Master key")
struct MasterKeyTests {
    private let folder: TemporaryFolder
    private let known = [UInt8](0..<32)

    init() throws {
        folder = try TemporaryFolder()
    }

    private func load(_ variable: String? = nil) throws -> [UInt8] {
        let environment = variable.map { [MasterKey.variable: $0] } ?? [:]
        return try MasterKey.load(directory: folder.path, environment: environment).authenticationCode(for: [])
    }

    private var codeOfKnown: [UInt8] { SecretKey(bytes: known).authenticationCode(for: []) }

    @Test("The first start makes a key for its owner only; later ones read it")
    func firstStart() throws {
        let first = try load()
        #expect(folder.names == [MasterKey.fileName])
        #expect(folder.mode(of: MasterKey.fileName) == 0o600)
        #expect(try load() == first)
    }

    @Test("Each installation has another key")
    func fresh() throws {
        let other = try TemporaryFolder()
        let one = try load()
        #expect(try MasterKey.load(directory: other.path, environment: [:]).authenticationCode(for: []) != one)
    }

    @Test("Processes that start at once agree on one key")
    func race() async throws {
        let path = folder.path
        let codes = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<32 {
                group.addTask { try MasterKey.load(directory: path, environment: [:]).authenticationCode(for: []) }
            }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(codes.count == 1)
        #expect(folder.names == [MasterKey.fileName])
    }

    @Test("The environment goes before the file, in both spellings")
    func environment() throws {
        _ = try load()
        #expect(try load(Base64URL.encode(known)) == codeOfKnown)
        #expect(try load(Hexadecimal.encode(known)) == codeOfKnown)
    }

    @Test(
        "A variable that holds no key stops the start, and makes no file",
        arguments: [
            "", " ", "secret", String(repeating: "0", count: 63), String(repeating: "0", count: 66),
            String(repeating: "A", count: 42), String(repeating: "A", count: 44),
        ]
    )
    func malformedVariable(text: String) {
        #expect(throws: MasterKeyFailure.malformedVariable) { try load(text) }
        #expect(folder.names.isEmpty)
    }

    @Test(
        "A file may hold either spelling, with a line end",
        arguments: [
            Hexadecimal.encode([UInt8](0..<32)), Base64URL.encode([UInt8](0..<32)) + "\n",
        ]
    )
    func writtenByHand(text: String) throws {
        try folder.write(text, to: MasterKey.fileName)
        #expect(try load() == codeOfKnown)
    }

    @Test(
        "A file of another size is refused and left alone",
        arguments: [
            "", "\n", "AAAA", String(repeating: "A", count: 44), Base64URL.encode([UInt8](0..<32)) + "\n\n",
            String(repeating: "0", count: 1_000),
        ]
    )
    func malformedFile(text: String) throws {
        try folder.write(text, to: MasterKey.fileName)
        #expect(throws: MasterKeyFailure.malformedFile(path: "\(folder.path)/master.key")) { try load() }
        #expect(try folder.text(of: MasterKey.fileName) == text)
    }

    @Test("A file that others can open is refused", arguments: [0o640, 0o604, 0o620, 0o602, 0o666, 0o601] as [mode_t])
    func readable(mode: mode_t) throws {
        try folder.write(Base64URL.encode(known), to: MasterKey.fileName, mode: mode)
        let failure = #expect(throws: MasterKeyFailure.self) { try load() }
        #expect(failure?.description.contains("chmod 600 \(folder.path)/master.key") == true)
    }

    @Test("What is no regular file is refused")
    func notAFile() throws {
        let path = "\(folder.path)/\(MasterKey.fileName)"
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: MasterKeyFailure.notAFile(path: path)) { try load() }
    }

    @Test("A missing directory is named")
    func missingDirectory() {
        let failure = #expect(throws: MasterKeyFailure.self) {
            try MasterKey.load(directory: "\(folder.path)/none", environment: [:])
        }
        #expect(failure?.description.contains("No such file or directory") == true)
    }
}
