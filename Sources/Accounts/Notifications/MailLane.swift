import Cryptography
package import Storage

/// Mails that share a fate: those of a tenant to one recipient domain.
///
/// A domain whose mail server hangs delays its own lane and no other. The outbox keeps the lane as a keyed digest, so
/// that the table does not tell where people have their mail; two domains of the same digest would share a lane, which
/// harms nobody. It knows neither who is served next (`RelayBatch`) nor who is in trouble (`LaneWatch`).
struct MailLane: Hashable, Sendable {
    let number: Int64

    init(number: Int64) {
        self.number = number
    }

    init(tenantID: Int64, address: String, key: SecretKey) {
        // Domains are alike in any case (RFC 5321, 2.4).
        let domain = address.split(separator: "@").last?.lowercased() ?? ""
        let code = key.authenticationCode(for: Array("\(tenantID) \(domain)".utf8))
        number = code.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}

extension MailLane: ValueConvertible {
    var value: Value { number.value }

    init?(value: Value) {
        guard let number = Int64(value: value) else { return nil }
        self.init(number: number)
    }
}

/// The outbox's lanes, the latest in the history of this target's tables.
package let laneMigrations = [
    Migration(
        "0004-outbox-lanes",
        [
            // What waits already, and what a node of the release before adds, shares lane 0.
            "ALTER TABLE outbox ADD COLUMN lane BIGINT NOT NULL DEFAULT 0",
            "CREATE INDEX outbox_lane ON outbox (lane, run_at) WHERE state = 'queued'",
        ]
    )
]
