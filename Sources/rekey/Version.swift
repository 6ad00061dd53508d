/// The release this is; it changes with the CHANGELOG.
enum Version {
    static let text = "0.1.0"
}
