package import Storage

/// Makes many users at once, some thousand in a transaction.
///
/// A user who is there already stays as it is, so that an import that broke off is simply run again. It owns what
/// belongs to a new user beside its row, as `Users.add` does for one; it must not know where the users come from.
package struct UserImport: Sendable {
    private let database: any Database
    private let passwords: Passwords
    private let audit: AuditTrail
    private let surroundings: Surroundings
    private let options: Options

    package struct Options: Sendable {
        /// Whether a user who is there already ends the import, instead of being passed over.
        package var refusesExisting = false
        /// Everything is checked and nothing written.
        package var isRehearsal = false
        package var usersPerTransaction = 2_000

        package init() {}
    }

    package struct Counts: Sendable, Equatable {
        package internal(set) var added = 0
        /// There already, or earlier in the same import.
        package internal(set) var existing = 0

        package init() {}
    }

    package init(
        database: any Database,
        passwords: Passwords,
        audit: AuditTrail,
        surroundings: Surroundings,
        options: Options = Options()
    ) {
        self.database = database
        self.passwords = passwords
        self.audit = audit
        self.surroundings = surroundings
        self.options = options
    }

    /// Imports what `next` gives until it gives nothing.
    ///
    /// What was reported is there to stay, also where this throws later.
    package func run(
        to tenant: Tenant,
        by initiator: String,
        next: () throws -> ImportedUser?,
        report: (Counts) -> Void
    ) async throws -> Counts {
        var counts = Counts()
        var stock = 0
        if !options.isRehearsal { try await record(.importBegun, .succeeded, counts, tenant, initiator) }
        do {
            while true {
                let batch = try nextBatch(next)
                guard !batch.isEmpty else { break }
                let added = try await add(batch, to: tenant)
                counts.added += added
                counts.existing += batch.count - added
                report(counts)
                if counts.added > 4 * stock, !options.isRehearsal {
                    try await takeStock()
                    stock = counts.added
                }
            }
        } catch {
            if !options.isRehearsal { try await record(.usersImported, .failed, counts, tenant, initiator) }
            throw error
        }
        if !options.isRehearsal { try await record(.usersImported, .succeeded, counts, tenant, initiator) }
        return counts
    }

    /// So that names are looked up by their index: PostgreSQL would keep the plan that it made for an empty table.
    private func takeStock() async throws {
        try await database.write { db in
            if let statement = db.dialect.takeStock(of: "user_account") { try db.execute(statement) }
        }
    }

    private func record(
        _ action: AuditEvent.Action,
        _ outcome: AuditEvent.Outcome,
        _ counts: Counts,
        _ tenant: Tenant,
        _ initiator: String
    ) async throws {
        let details = action == .importBegun ? nil : "\(counts.added) added, \(counts.existing) there already"
        try await database.write { [audit] db in
            try audit.record(action, outcome, tenantID: tenant.id, initiator: initiator, details: details, in: db)
        }
    }

    private func nextBatch(_ next: () throws -> ImportedUser?) throws -> [ImportedUser] {
        var batch: [ImportedUser] = []
        while batch.count < options.usersPerTransaction, let user = try next() {
            if let password = user.password {
                do throws(Failure) {
                    try passwords.check(password, username: user.username)
                } catch {
                    throw ImportFailure(line: user.line, error.message)
                }
            }
            batch.append(user)
        }
        return batch
    }

    /// Returns how many of them were not there yet.
    private func add(_ batch: [ImportedUser], to tenant: Tenant) async throws -> Int {
        // Before any password is hashed: one that is there already would be hashed for nothing.
        var known = try await database.read { try ImportedUser.existing(of: batch, tenantID: tenant.id, in: $0) }
        var new: [ImportedUser] = []
        for user in batch {
            if known.insert(user.key).inserted {
                new.append(user)
            } else if options.refusesExisting {
                throw Self.exists(user)
            }
        }
        guard !options.isRehearsal, !new.isEmpty else { return new.count }
        let rows = try await hashed(new)
        let now = surroundings.now()
        return try await database.write { [passwords, options] db in
            let added = try ImportedUser.insert(rows, tenantID: tenant.id, at: now, in: db)
            // Somebody else may have made it since.
            if options.refusesExisting, let other = rows.first(where: { !added.contains($0.id) }) {
                throw Self.exists(other.user)
            }
            let hashes = rows.filter { added.contains($0.id) }.compactMap { row in row.hash.map { (row.id, $0) } }
            try passwords.rememberFirst(hashes, at: now, in: db)
            return added.count
        }
    }

    private static func exists(_ user: ImportedUser) -> ImportFailure {
        ImportFailure(line: user.line, "there is a user \(user.store)/\(user.username) already")
    }

    private static let hashesAtOnce = 32

    /// Gives everyone an id, and a hash to those who came with a password.
    private func hashed(_ users: [ImportedUser]) async throws -> [ImportedUser.New] {
        var rows = users.map { ImportedUser.New(id: surroundings.uuid(), user: $0, hash: $0.hash) }
        let waiting = rows.indices.filter { rows[$0].user.password != nil }
        for start in stride(from: 0, to: waiting.count, by: Self.hashesAtOnce) {
            try await withThrowingTaskGroup(of: (Int, PasswordHash?).self) { group in
                for index in waiting[start..<min(start + Self.hashesAtOnce, waiting.count)] {
                    group.addTask { [passwords, password = rows[index].user.password] in
                        guard let password else { return (index, nil) }
                        return (index, try await passwords.hash(password))
                    }
                }
                for try await (index, hash) in group { rows[index].hash = hash }
            }
        }
        return rows
    }
}
