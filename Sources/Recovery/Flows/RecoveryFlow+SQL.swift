import Accounts
import Storage

extension RecoveryFlow {
    static let columns: SQL = """
        recovery_flow.id, recovery_flow.tenant_id, recovery_flow.user_id, recovery_flow.scenario,
        recovery_flow.step, recovery_flow.channel, recovery_flow.masked_address, recovery_flow.callback,
        recovery_flow.state, recovery_flow.credential_version, recovery_flow.created_at
        """

    init(row: Row) throws {
        guard let scenario = RecoveryScenario(rawValue: try row.get("scenario")),
            let step = RecoveryStep(rawValue: try row.get("step")),
            let channel = RecoveryChannel(rawValue: try row.get("channel")),
            let state = State(rawValue: try row.get("state"))
        else { throw Failure.unexpected("a recovery flow is not readable") }
        self.init(
            id: try row.get("id"),
            tenantID: try row.get("tenant_id"),
            userID: try row.get("user_id"),
            scenario: scenario,
            step: step,
            channel: channel,
            maskedAddress: try row.get("masked_address"),
            callback: try row.get("callback"),
            credentialVersion: try row.get("credential_version"),
            created: Instant(microseconds: try row.get("created_at")),
            state: state
        )
    }

    func insert(addressDigest: [UInt8]?, in db: any Connection) throws {
        try db.execute(
            """
            INSERT INTO recovery_flow (id, tenant_id, user_id, scenario, step, channel, address_digest,
                masked_address, callback, state, credential_version, created_at)
            VALUES (\(id), \(tenantID), \(userID), \(scenario.rawValue), \(step.rawValue), \(channel.rawValue),
                \(addressDigest), \(maskedAddress), \(callback), \(state.rawValue), \(credentialVersion),
                \(created.microseconds))
            """
        )
    }

    /// The flow as it is now, held to the end of the transaction.
    static func hold(id: String, in db: any Connection) throws -> RecoveryFlow? {
        try db.row("SELECT \(columns) FROM recovery_flow WHERE id = \(id) \(db.dialect.forUpdate)")
            .map(RecoveryFlow.init(row:))
    }

    /// Applies `action` to the stored flow, guarded by the state it was read in: of several
    /// transactions that read the same state exactly one succeeds; the others get the refusal.
    mutating func persist(_ action: Action, at now: Instant, in db: any Connection) throws {
        let before = state
        try apply(action)
        let ended: Int64? = state == .open ? nil : now.microseconds
        let changed = try db.execute(
            """
            UPDATE recovery_flow SET state = \(state.rawValue), ended_at = \(ended)
            WHERE id = \(id) AND state IN (\(before.rawValue), 'open')
            """
        )
        guard changed == 1 else { throw Refusal(state: before, action: action) }
    }

    /// Ends the user's open flows, but for `kept`.
    static func endAll(
        of userID: String,
        as state: State,
        except kept: String? = nil,
        at now: Instant,
        in db: any Connection
    ) throws {
        try db.execute(
            """
            UPDATE recovery_flow SET state = \(state.rawValue), ended_at = \(now.microseconds)
            WHERE user_id = \(userID) AND state = 'open' AND id <> \(kept ?? "")
            """
        )
    }

    /// The user's newest flow of that scenario, with its newest code.
    static func newest(
        of userID: String,
        scenario: RecoveryScenario,
        in db: any Connection
    ) throws -> (flow: RecoveryFlow, code: IssuedCode)? {
        let row = try db.row(
            """
            SELECT \(columns), \(IssuedCode.columns)
            FROM recovery_flow JOIN confirmation_code ON confirmation_code.flow_id = recovery_flow.id
            WHERE recovery_flow.user_id = \(userID) AND recovery_flow.scenario = \(scenario.rawValue)
                AND confirmation_code.is_newest = 1
            ORDER BY recovery_flow.created_at DESC LIMIT 1
            """
        )
        return try row.map { (try RecoveryFlow(row: $0), try IssuedCode(row: $0)) }
    }
}
