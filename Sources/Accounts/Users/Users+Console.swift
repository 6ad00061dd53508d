import Storage

/// What an operator does to a user from the console: who may, when it makes sense, and that it is audited.
extension Users {
    package enum Change: String, Sendable, CaseIterable {
        case lock
        case unlock
        case disable
        case enable
        case endSessions = "end-sessions"
        case delete

        /// What it takes; besides, nobody touches an account that may do more.
        package var permission: Permission {
            self == .unlock ? .consoleHelp : .consoleAdminister
        }

        /// Whether an account in that state can be changed so.
        package func applies(to state: AccountState) -> Bool {
            switch (self, state) {
            case (.lock, .unlocked), (.unlock, .locked), (.enable, .disabled), (.endSessions, _), (.delete, _): true
            case (.disable, _): state != .disabled
            default: false
            }
        }

        /// Nobody shuts themselves out by a slip of the finger.
        package var sparesOneself: Bool {
            self != .endSessions
        }
    }

    /// Whether the operator could change that account so now.
    package func may(_ acting: Operator, _ change: Change, _ profile: Profile) -> Bool {
        acting.may(change.permission) && acting.isAbove(profile.permissions)
            && change.applies(to: profile.user.account.effective(at: surroundings.now()))
            && !(change.sparesOneself && acting.user.id == profile.user.id)
    }

    /// Changes a user of the tenant; sessions and codes end with it, but for an unlock's and an enable's there are none.
    ///
    /// Returns whether it did: a state that has changed meanwhile, or an operator's own account, stays as it is.
    /// Throws `Failure.forbidden` and `.noSuchThing`.
    package func apply(
        _ change: Change,
        to userID: String,
        at tenant: Tenant,
        by acting: Operator,
        client: Client
    ) async throws -> Bool {
        try acting.demand(change.permission, at: tenant)
        let now = surroundings.now()
        let changed = try await database.write { [audit] db -> User? in
            let user = try acting.hold(userID, at: tenant, in: db)
            guard change.applies(to: user.account.effective(at: now)),
                !(change.sparesOneself && acting.user.id == user.id)
            else { return nil }
            try audit.record(change.action, .succeeded, of: user, initiator: acting.name, client: client, in: db)
            switch change {
            case .lock: try user.setState(.locked(until: nil), in: db)
            case .unlock, .enable: try user.setState(.unlocked, in: db)
            case .disable: try user.setState(.disabled, in: db)
            case .endSessions: try Sessions.endAll(of: user, in: db)
            case .delete: try user.delete(in: db)
            }
            return user
        }
        if let changed { credentials.forget(changed) }
        return changed != nil
    }

    /// All that the console shows of a user.
    package struct Profile: Sendable {
        package var user: User
        package var claims: [String: String]
        package var roles: [String]
        package var permissions: [Permission]
        package var sessions: Int
    }

    package func profile(_ userID: String, at tenant: Tenant) async throws -> Profile {
        let now = surroundings.now()
        return try await database.read { db in
            guard !userID.utf8.contains(0), let user = try User.find(id: userID, in: db), user.tenantID == tenant.id
            else { throw Failure.noSuchThing }
            return Profile(
                user: user,
                claims: try user.claims(in: db),
                roles: try user.roles(in: db),
                permissions: try user.permissions(in: db),
                sessions: try Sessions.count(of: user, at: now, in: db)
            )
        }
    }

    package struct Page: Sendable {
        package var users: [User]
        /// The key after which the next page begins; nil where this is the last.
        package var next: Key?
    }

    /// Where a page of users ends: a name, and the store, because two stores may have one name.
    package struct Key: Sendable, Equatable {
        package var username: String
        package var store: String

        package init(username: String, store: String) {
            self.username = username
            self.store = store
        }
    }

    /// Users whose name begins with `prefix`, in the order of their names.
    package func page(
        at tenant: Tenant,
        prefix: String = "",
        after key: Key? = nil,
        count: Int = 50
    ) async throws -> Page {
        let found = try await database.read { db in
            try User.page(tenantID: tenant.id, prefix: prefix, after: key, count: count + 1, in: db)
        }
        let users = Array(found.prefix(count))
        guard found.count > count, let last = users.last else { return Page(users: users) }
        return Page(users: users, next: Key(username: User.key(of: last.username), store: last.store))
    }
}

extension Users.Change {
    fileprivate var action: AuditEvent.Action {
        switch self {
        case .lock: .userLocked
        case .unlock: .userUnlocked
        case .disable: .userDisabled
        case .enable: .userEnabled
        case .endSessions: .sessionsEnded
        case .delete: .userDeleted
        }
    }
}
