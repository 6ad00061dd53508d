/// The certificate of the HTTPS port.
package struct TLSSettings: Sendable {
    /// The files of a certificate with its chain, and of its key.
    package struct Files: Sendable, Equatable {
        package let certificate: String
        package let privateKey: String
        package let privateKeyPassword: Secret?
    }

    /// Nil: a self-signed certificate, made at the first start.
    package let files: Files?

    init(reading reader: inout SettingsReader) {
        let certificate = reader.readIfSet(
            "rekey.tls.certificate_file",
            .nonEmptyText,
            "The certificate and its chain, PEM; without it a self-signed one is made at the first start."
        )
        let privateKey = reader.readIfSet(
            "rekey.tls.private_key_file",
            .nonEmptyText,
            "The certificate's private key, PEM."
        )
        let password = reader.readIfSet(
            "rekey.tls.private_key_password",
            .secret,
            "The password of an encrypted private key."
        )
        files =
            if let certificate, let privateKey {
                Files(certificate: certificate, privateKey: privateKey, privateKeyPassword: password)
            } else {
                nil
            }
        if certificate != nil, privateKey == nil {
            reader.refuse("rekey.tls.certificate_file", "needs rekey.tls.private_key_file beside it")
        }
        if privateKey != nil, certificate == nil {
            reader.refuse("rekey.tls.private_key_file", "needs rekey.tls.certificate_file beside it")
        }
    }
}
