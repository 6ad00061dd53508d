/// A person signed in to the pages, in one browser.
package struct Session: Sendable {
    package var user: User
    package var lastSeen: Instant
    package var expires: Instant
}
