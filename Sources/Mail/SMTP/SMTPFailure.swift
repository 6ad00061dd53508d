import CCurl

/// Why no verdict was reached, in words that name what an operator should look at.
struct SMTPFailure {
    /// `host:port`.
    let server: String
    /// libcurl's own sentence; may be empty.
    let detail: String
    let secrets: [String]

    func reason(for verdict: SMTPVerdict) -> String {
        let result = verdict.result
        let detail = detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
        let refusal = verdict.reply.code >= 400 ? ": " + verdict.reply.text(without: secrets) : ""
        return switch result {
        case CURLE_COULDNT_RESOLVE_HOST: "The name of the mail server \(server) cannot be resolved."
        case CURLE_COULDNT_CONNECT: "No connection to the mail server \(server): \(detail)"
        case CURLE_OPERATION_TIMEDOUT: "The mail server \(server) did not answer in time\(afterData(verdict))."
        case CURLE_USE_SSL_FAILED: "The mail server \(server) does not offer STARTTLS, which is required\(refusal)"
        case CURLE_PEER_FAILED_VERIFICATION: "The certificate of the mail server \(server) is not trusted: \(detail)"
        case CURLE_SSL_CACERT_BADFILE: "The file of trusted certificate authorities cannot be read: \(detail)"
        case CURLE_SSL_CONNECT_ERROR: "TLS with the mail server \(server) failed: \(detail)"
        case CURLE_LOGIN_DENIED: "The mail server \(server) offers no way to sign in that is supported."
        case CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED:
            "The mail server \(server) turned the connection away\(refusal)"
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING:
            "The mail server \(server) broke the connection\(afterData(verdict))\(refusal)."
        default: "The mail server \(server) could not be used: \(detail)"
        }
    }

    private func afterData(_ verdict: SMTPVerdict) -> String {
        verdict.isDataInvited ? " after it was sent the message; it may have taken it" : ""
    }
}
