/// How a node stops, in microseconds.
package struct DrainSettings: Sendable {
    /// How long it still answers after it has said that it is not ready.
    package let delay: Int64
    /// How long what is under way may take after that.
    package let timeout: Int64

    init(reading reader: inout SettingsReader) {
        delay = reader.read(
            "rekey.server.drain_delay",
            .duration(.seconds, from: "0s", to: "5m"),
            default: "0s",
            """
            Told to stop, it is not ready any more but answers for so long: give a load balancer the time to notice.
            """
        )
        timeout = reader.read(
            "rekey.server.drain_timeout",
            .duration(.seconds, from: "1s", to: "10m"),
            default: "30s",
            "How long requests and mails under way may take when it stops; then they are broken off."
        )
    }
}
