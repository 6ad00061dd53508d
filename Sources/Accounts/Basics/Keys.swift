package import Cryptography

/// The keys that the master key stands for, one a purpose, so that no two uses share one.
package struct Keys: Sendable {
    /// Seals what waits in the outbox.
    package let outbox: SecretKey
    /// Seals who was asked for, in accepted recovery requests.
    package let requests: SecretKey
    /// Seals codes that a tolerance window may send again.
    package let codes: SecretKey
    /// Turns identifiers and addresses into the keys of limits.
    package let identifiers: SecretKey
    /// Keys the cache of verified credentials.
    package let credentials: SecretKey
    /// Seals cookies.
    package let cookies: SecretKey
    /// Signs the hidden field of forms.
    package let forms: SecretKey
    /// Stands for the master key in the database.
    let record: SecretKey

    package init(master: SecretKey) {
        outbox = master.derived(for: "outbox")
        requests = master.derived(for: "recovery requests")
        codes = master.derived(for: "confirmation codes")
        identifiers = master.derived(for: "identifiers")
        credentials = master.derived(for: "credentials")
        cookies = master.derived(for: "cookies")
        forms = master.derived(for: "forms")
        record = master.derived(for: "key record")
    }
}
