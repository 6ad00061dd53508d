/// What hashing a password costs, and how much of it happens at once.
package struct PasswordHashSettings: Sendable {
    package let memoryKibibytes: Int
    package let iterations: Int
    package let parallelism: Int
    /// Zero: as many as there are cores.
    package let threads: Int
    /// How many may wait for a thread before the server says it is busy.
    package let queue: Int

    init(reading reader: inout SettingsReader) {
        // Defaults: OWASP Password Storage Cheat Sheet, Argon2id.
        memoryKibibytes = reader.read(
            "rekey.passwords.hash_memory_kib",
            .integer(8...4_194_304),
            default: 19456,
            "Argon2id: memory of one hash in KiB."
        )
        iterations = reader.read(
            "rekey.passwords.hash_iterations",
            .integer(1...1000),
            default: 2,
            "Argon2id: passes over the memory."
        )
        parallelism = reader.read(
            "rekey.passwords.hash_parallelism",
            .integer(1...64),
            default: 1,
            "Argon2id: lanes of one hash."
        )
        threads = reader.read(
            "rekey.passwords.hash_threads",
            .integer(0...256),
            default: 0,
            "Hashes at once; 0: as many as there are cores."
        )
        queue = reader.read(
            "rekey.passwords.hash_queue",
            .integer(1...100_000),
            default: 256,
            "Hashes that may wait; beyond, the server answers 503."
        )
        // RFC 9106 section 3.1: at least eight blocks of one KiB for each lane.
        if memoryKibibytes < 8 * parallelism {
            reader.refuse("rekey.passwords.hash_memory_kib", "has to be at least 8 times hash_parallelism")
        }
    }
}
