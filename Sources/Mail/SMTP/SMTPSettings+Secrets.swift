import FoundationEssentials

extension SMTPSettings.Credentials {
    /// A password shorter than this is not looked for in other text: it would be found in every second reply.
    private static let shortest = 4

    /// The password in every form in which it goes over the wire (RFC 4616, and LOGIN's bare Base64).
    var secrets: [String] {
        let forms = ["\u{0}\(username)\u{0}\(password)", password].map { Data($0.utf8).base64EncodedString() }
        return forms + (password.count < Self.shortest ? [] : [password])
    }
}
