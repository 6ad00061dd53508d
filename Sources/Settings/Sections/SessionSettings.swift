/// How long somebody stays signed in at the pages, in microseconds.
package struct SessionSettings: Sendable {
    package let idleLifetime: Int64
    package let absoluteLifetime: Int64

    init(reading reader: inout SettingsReader) {
        idleLifetime = reader.read(
            "rekey.sessions.idle_lifetime",
            .duration(.minutes, from: "1m", to: "30d"),
            default: "30m",
            "Signed out after so much time without a request."
        )
        absoluteLifetime = reader.read(
            "rekey.sessions.absolute_lifetime",
            .duration(.minutes, from: "1m", to: "90d"),
            default: "12h",
            "Signed out after so much time in any case."
        )
        if idleLifetime > absoluteLifetime {
            reader.refuse("rekey.sessions.idle_lifetime", "is longer than rekey.sessions.absolute_lifetime")
        }
    }
}
