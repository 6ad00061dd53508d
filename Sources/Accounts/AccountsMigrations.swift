package import Storage

/// The tables of this target, in the order in which they came.
///
/// A released entry is never edited.
package let accountsMigrations: [Migration] = [
    Migration(
        "0001-accounts",
        [
            """
            CREATE TABLE tenant (
                id BIGINT PRIMARY KEY,
                domain TEXT NOT NULL UNIQUE,
                is_active BIGINT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE user_account (
                id TEXT PRIMARY KEY,
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                store TEXT NOT NULL,
                username TEXT NOT NULL,
                username_key TEXT NOT NULL,
                password_hash TEXT,
                password_changed_at BIGINT,
                state TEXT NOT NULL CHECK (state IN
                    ('unlocked', 'locked', 'disabled', 'pending-verification', 'pending-password')),
                locked_until BIGINT,
                failed_sign_ins BIGINT NOT NULL DEFAULT 0,
                lockouts BIGINT NOT NULL DEFAULT 0,
                credential_version BIGINT NOT NULL DEFAULT 1,
                created_at BIGINT NOT NULL,
                UNIQUE (tenant_id, store, username_key)
            )
            """,
            "CREATE INDEX user_account_name ON user_account (tenant_id, username_key)",
            """
            CREATE TABLE user_claim (
                user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
                uri TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (user_id, uri)
            )
            """,
            "CREATE INDEX user_claim_value ON user_claim (uri, value)",
            """
            CREATE TABLE user_role (
                user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
                role TEXT NOT NULL,
                PRIMARY KEY (user_id, role)
            )
            """,
            """
            CREATE TABLE role_permission (
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                role TEXT NOT NULL,
                permission TEXT NOT NULL,
                PRIMARY KEY (tenant_id, role, permission)
            )
            """,
            """
            CREATE TABLE password_history (
                user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
                password_hash TEXT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX password_history_user ON password_history (user_id, created_at)",
            """
            CREATE TABLE portal_session (
                id_digest BYTEA PRIMARY KEY,
                user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
                credential_version BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                last_seen_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX portal_session_user ON portal_session (user_id)",
            "CREATE INDEX portal_session_expiry ON portal_session (expires_at)",
            """
            CREATE TABLE limit_usage (
                bucket BYTEA PRIMARY KEY,
                kind TEXT NOT NULL,
                used BIGINT NOT NULL,
                window_ends_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX limit_usage_end ON limit_usage (window_ends_at)",
            """
            CREATE TABLE outbox (
                id TEXT PRIMARY KEY,
                tenant_id BIGINT NOT NULL,
                request_id TEXT,
                template TEXT NOT NULL,
                locale TEXT NOT NULL,
                channel TEXT NOT NULL,
                message_id TEXT NOT NULL UNIQUE,
                sealed_content BYTEA,
                state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'sent', 'dead')),
                run_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                attempts BIGINT NOT NULL,
                lease_owner TEXT,
                lease_ends_at BIGINT,
                last_reply TEXT,
                created_at BIGINT NOT NULL,
                finished_at BIGINT
            )
            """,
            "CREATE INDEX outbox_queued ON outbox (run_at) WHERE state = 'queued'",
            "CREATE INDEX outbox_leased ON outbox (lease_ends_at) WHERE state = 'leased'",
            "CREATE INDEX outbox_unwiped ON outbox (expires_at) WHERE sealed_content IS NOT NULL",
            """
            CREATE TABLE mailbox_message (
                id TEXT PRIMARY KEY,
                received_at BIGINT NOT NULL,
                sender TEXT NOT NULL,
                recipient TEXT NOT NULL,
                subject TEXT NOT NULL,
                text_part TEXT NOT NULL,
                html_part TEXT,
                source BYTEA NOT NULL
            )
            """,
            """
            CREATE TABLE audit_event (
                id TEXT PRIMARY KEY,
                at BIGINT NOT NULL,
                tenant_id BIGINT,
                action TEXT NOT NULL,
                outcome TEXT NOT NULL,
                initiator TEXT NOT NULL,
                user_id TEXT,
                target TEXT,
                network TEXT,
                user_agent TEXT,
                request_id TEXT,
                details TEXT
            )
            """,
            "CREATE INDEX audit_event_user ON audit_event (user_id, at)",
            "CREATE INDEX audit_event_time ON audit_event (at)",
        ]
    )
]
