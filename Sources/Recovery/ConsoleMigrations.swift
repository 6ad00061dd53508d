package import Storage

/// What the console reads by: columns, indexes and roles, in the order in which they came; after all others.
///
/// A released entry is never edited. What is written at the front door gets no index here: the partial ones below take
/// a request in when it is resolved.
package let consoleMigrations: [Migration] = [
    Migration(
        "0005-console",
        [
            "ALTER TABLE recovery_request ADD COLUMN user_id TEXT",
            // Of what was typed, where it names no user: a keyed digest.
            "ALTER TABLE recovery_request ADD COLUMN identifier_digest BYTEA",
            "CREATE INDEX recovery_request_user ON recovery_request (user_id, accepted_at) WHERE user_id IS NOT NULL",
            """
            CREATE INDEX recovery_request_identifier ON recovery_request (identifier_digest)
            WHERE identifier_digest IS NOT NULL
            """,
            """
            CREATE INDEX recovery_request_correlation ON recovery_request (correlation_id)
            WHERE outcome IS NOT NULL
            """,
            "CREATE INDEX outbox_request ON outbox (request_id) WHERE request_id IS NOT NULL",
            "CREATE INDEX outbox_tenant ON outbox (tenant_id, id)",
            "CREATE INDEX outbox_unsent ON outbox (tenant_id, state, id) WHERE state <> 'sent'",
            "CREATE INDEX audit_event_tenant ON audit_event (tenant_id, at)",
            "CREATE INDEX audit_event_action ON audit_event (action, at, tenant_id)",
            grant("helpdesk", "/permission/admin/manage/identity/console/view"),
            grant("helpdesk", "/permission/admin/manage/identity/console/help"),
            grant("auditor", "/permission/admin/manage/identity/console/view"),
            grant("auditor", "/permission/admin/manage/identity/console/audit"),
        ]
    )
]

/// Gives a role of every tenant a permission.
private func grant(_ role: String, _ permission: String) -> String {
    """
    INSERT INTO role_permission (tenant_id, role, permission)
    SELECT id, '\(role)', '\(permission)' FROM tenant WHERE id IS NOT NULL
    ON CONFLICT (tenant_id, role, permission) DO NOTHING
    """
}
