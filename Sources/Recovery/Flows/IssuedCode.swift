import Accounts
import Cryptography
import Storage

/// A code as the database knows it: never the code itself.
struct IssuedCode: Sendable {
    var locator: [UInt8]
    var digest: [UInt8]
    var flowID: String
    var issued: Instant
    var expires: Instant
    /// A resend makes a newer one; only the newest is good.
    var isNewest: Bool
    /// The code, sealed, for as long as a tolerance window may send it again.
    var sealedCode: [UInt8]?
}

extension IssuedCode {
    static let columns: SQL = """
        confirmation_code.locator, confirmation_code.digest, confirmation_code.flow_id,
        confirmation_code.issued_at, confirmation_code.expires_at, confirmation_code.is_newest,
        confirmation_code.sealed_code
        """

    init(row: Row) throws {
        self.init(
            locator: try row.get("locator"),
            digest: try row.get("digest"),
            flowID: try row.get("flow_id"),
            issued: Instant(microseconds: try row.get("issued_at")),
            expires: Instant(microseconds: try row.get("expires_at")),
            isNewest: try row.get("is_newest"),
            sealedCode: try row.get("sealed_code")
        )
    }

    /// Makes `code` the newest of its flow.
    static func issue(
        _ code: ConfirmationCode,
        for flowID: String,
        at now: Instant,
        expires: Instant,
        sealedCode: [UInt8]?,
        in db: any Connection
    ) throws {
        try db.execute(
            """
            INSERT INTO confirmation_code (locator, digest, flow_id, issued_at, expires_at, is_newest, sealed_code)
            VALUES (\(code.locator), \(code.digest), \(flowID), \(now.microseconds), \(expires.microseconds),
                \(true), \(sealedCode))
            """
        )
    }

    static func supersedeAll(of flowID: String, in db: any Connection) throws {
        try db.execute(
            "UPDATE confirmation_code SET is_newest = \(false), sealed_code = NULL WHERE flow_id = \(flowID)"
        )
    }

    /// Holds the user whom `code` is about to the end of the transaction.
    ///
    /// Asked before anything is read that is to be decided on: what changes an account ends its codes, and must not do
    /// so between the look and the use. Everybody holds the user before the flow, so that two never wait for each other.
    static func holdUser(of code: ConfirmationCode, in db: any Connection) throws {
        _ = try db.row(
            """
            SELECT id FROM user_account WHERE id = (
                SELECT recovery_flow.user_id
                FROM confirmation_code JOIN recovery_flow ON recovery_flow.id = confirmation_code.flow_id
                WHERE confirmation_code.locator = \(code.locator)
            ) \(db.dialect.forUpdate)
            """
        )
    }

    /// The row that `code` claims to be, whether or not it is; with its flow.
    static func find(_ code: ConfirmationCode, in db: any Connection) throws -> (code: IssuedCode, flow: RecoveryFlow)?
    {
        let row = try db.row(
            """
            SELECT \(columns), \(RecoveryFlow.columns)
            FROM confirmation_code JOIN recovery_flow ON recovery_flow.id = confirmation_code.flow_id
            WHERE confirmation_code.locator = \(code.locator)
            """
        )
        return try row.map { (try IssuedCode(row: $0), try RecoveryFlow(row: $0)) }
    }

    func matches(_ code: ConfirmationCode) -> Bool {
        equalInConstantTime(digest, code.digest)
    }
}
