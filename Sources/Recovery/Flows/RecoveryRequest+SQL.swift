import Accounts
import Cryptography
import Storage

extension RecoveryRequest {
    /// What was asked for, as it is stored: bound to the request's id.
    func sealedAsk(with key: SecretKey) -> [UInt8] {
        key.seal(ask.encoded, authenticating: Array(id.utf8))
    }

    /// Writes the rows of accepted requests.
    static func insert(_ rows: [[Value]], in db: any Connection) throws {
        for piece in rows.inStatements {
            try db.execute(
                """
                INSERT INTO recovery_request (id, tenant_id, kind, accepted_at, initiator, network, user_agent,
                    correlation_id, sealed_ask)
                VALUES \(rows: piece)
                """
            )
        }
    }

    func row(sealedAsk: [UInt8]) -> [Value] {
        [
            id.value, tenant.id.value, ask.kind.rawValue.value, accepted.microseconds.value, initiator.value,
            // Empty instead of NULL: PostgreSQL prepares rows anew for each pattern of NULLs.
            client.network.value, (client.userAgent ?? "").value, client.requestID.value, sealedAsk.value,
        ]
    }

    /// Ids of requests that wait to be resolved, oldest first.
    static func waiting(_ count: Int, in db: any Connection) throws -> [String] {
        try db.rows(
            "SELECT id FROM recovery_request WHERE outcome IS NULL ORDER BY accepted_at LIMIT \(count)"
        ).map { try $0.get("id") }
    }

    /// Takes a waiting request for this transaction: nil where another one was quicker, or has it in hand.
    static func take(_ id: String, sealedWith key: SecretKey, in db: any Connection) throws -> RecoveryRequest? {
        let row = try db.row(
            """
            UPDATE recovery_request SET outcome = \(Outcome.failed.rawValue)
            WHERE id = (SELECT id FROM recovery_request WHERE id = \(id) AND outcome IS NULL
                        \(db.dialect.forUpdateSkippingLocked))
            RETURNING tenant_id, accepted_at, initiator, network, user_agent, correlation_id, sealed_ask
            """
        )
        guard let row else { return nil }
        guard let tenant = try Tenant.find(id: try row.get("tenant_id"), in: db) else {
            throw Failure.unexpected("the tenant of a recovery request is gone")
        }
        let sealed: [UInt8] = try row.get("sealed_ask")
        let ask = try RecoveryAsk(encoded: try key.open(sealed, authenticating: Array(id.utf8)))
        let network: String = try row.get("network")
        return RecoveryRequest(
            id: id,
            tenant: tenant,
            initiator: try row.get("initiator"),
            accepted: Instant(microseconds: try row.get("accepted_at")),
            client: Client(
                address: network,
                network: network,
                userAgent: try row.get("user_agent"),
                requestID: try row.get("correlation_id")
            ),
            ask: ask
        )
    }

    /// Records what became of it and wipes what was asked for.
    ///
    /// `userID`: whom it named; otherwise `identifierDigest` is what it is found again by.
    static func finish(
        _ id: String,
        _ outcome: Outcome,
        flowID: String?,
        userID: String? = nil,
        identifierDigest: [UInt8]? = nil,
        at now: Instant,
        in db: any Connection
    ) throws {
        try db.execute(
            """
            UPDATE recovery_request
            SET outcome = \(outcome.rawValue), resolved_at = \(now.microseconds), flow_id = \(flowID),
                user_id = \(userID), identifier_digest = \(identifierDigest), sealed_ask = NULL
            WHERE id = \(id)
            """
        )
    }
}
