package import Storage

/// The tables of this target, in the order in which they came.
///
/// A released entry is never edited.
package let recoveryMigrations: [Migration] = [
    Migration(
        "0002-recovery",
        [
            """
            CREATE TABLE recovery_request (
                id TEXT PRIMARY KEY,
                tenant_id BIGINT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('start', 'resend')),
                accepted_at BIGINT NOT NULL,
                initiator TEXT NOT NULL,
                network TEXT NOT NULL,
                user_agent TEXT,
                correlation_id TEXT NOT NULL,
                sealed_ask BYTEA,
                outcome TEXT,
                resolved_at BIGINT,
                flow_id TEXT
            )
            """,
            "CREATE INDEX recovery_request_waiting ON recovery_request (accepted_at) WHERE outcome IS NULL",
            "CREATE INDEX recovery_request_resolved ON recovery_request (resolved_at) WHERE outcome IS NOT NULL",
            """
            CREATE TABLE recovery_flow (
                id TEXT PRIMARY KEY,
                tenant_id BIGINT NOT NULL,
                user_id TEXT NOT NULL,
                scenario TEXT NOT NULL,
                step TEXT NOT NULL,
                channel TEXT NOT NULL,
                address_digest BYTEA,
                masked_address TEXT,
                callback TEXT,
                state TEXT NOT NULL,
                credential_version BIGINT NOT NULL,
                wrong_codes BIGINT NOT NULL DEFAULT 0,
                created_at BIGINT NOT NULL,
                ended_at BIGINT
            )
            """,
            "CREATE INDEX recovery_flow_user ON recovery_flow (user_id, scenario, created_at)",
            "CREATE INDEX recovery_flow_open ON recovery_flow (user_id) WHERE state = 'open'",
            """
            CREATE TABLE confirmation_code (
                locator BYTEA PRIMARY KEY,
                digest BYTEA NOT NULL,
                flow_id TEXT NOT NULL REFERENCES recovery_flow (id) ON DELETE CASCADE,
                issued_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                is_newest BIGINT NOT NULL,
                sealed_code BYTEA
            )
            """,
            "CREATE INDEX confirmation_code_flow ON confirmation_code (flow_id)",
            "CREATE INDEX confirmation_code_expiry ON confirmation_code (expires_at)",
        ]
    )
]

/// What the sweeper needs once there are many codes.
package let sweepMigrations: [Migration] = [
    Migration(
        "0006-sweeping",
        ["CREATE INDEX confirmation_code_sealed ON confirmation_code (issued_at) WHERE sealed_code IS NOT NULL"]
    )
]
