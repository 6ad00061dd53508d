import CCurl
import Glibc

/// One connection to a mail server, kept between messages: a libcurl easy handle.
///
/// It belongs to the thread that made it, blocks that thread while it works, and knows nothing of queues.
/// libcurl speaks the protocol: dialogue, STARTTLS, AUTH, dot-stuffing (RFC 5321, 4.5.2), reuse.
final class SMTPSession {
    private let handle: UnsafeMutableRawPointer
    private let url: OpaquePointer
    private let errorText: UnsafeMutablePointer<CChar>
    private let exchange = SMTPExchange()
    private let server: String
    private let secrets: [String]
    private let needsSignIn: Bool

    /// Nothing if libcurl has no memory left or the settings cannot be said to it.
    init?(_ settings: SMTPSettings, transcribes: Bool = false) {
        guard Self.isLibraryReady, let url = Self.url(for: settings) else { return nil }
        guard let handle = curl_easy_init() else {
            curl_url_cleanup(url)
            return nil
        }
        self.handle = handle
        self.url = url
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        server = "\(settings.host):\(settings.port)"
        secrets = settings.credentials?.secrets ?? []
        needsSignIn = settings.credentials != nil
        exchange.transcript = transcribes ? SMTPTranscript(hiding: secrets) : nil
        configure(settings)
        connectCallbacks(transcribes: transcribes)
    }

    deinit {
        // Says QUIT.
        curl_easy_cleanup(handle)
        curl_url_cleanup(url)
        errorText.deallocate()
    }

    var transcript: [String] { exchange.transcript?.lines ?? [] }

    func send(_ message: [UInt8], from sender: MailAddress, to recipient: MailAddress) -> SMTPOutcome {
        guard let recipients = curl_slist_append(nil, "<\(recipient.address)>") else {
            return .unreachable(reason: "No memory is left for sending mail.")
        }
        defer { curl_slist_free_all(recipients) }
        curl_easy_set_recipients(handle, recipients)
        curl_easy_set_string(handle, CURLOPT_MAIL_FROM, "<\(sender.address)>")
        // Announced as SIZE (RFC 1870), so that a message too large is refused before it is sent.
        curl_easy_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(message.count))

        var verdict = transfer(message)
        if verdict.isStaleConnection && isConnectionReused {
            // The broken connection is gone from libcurl's cache: this one is new.
            verdict = transfer(message)
        }
        exchange.end()
        let failure = SMTPFailure(server: server, detail: String(cString: errorText), secrets: secrets)
        return verdict.outcome(hiding: secrets, failure: failure)
    }

    private func transfer(_ message: [UInt8]) -> SMTPVerdict {
        exchange.begin(message)
        errorText.pointee = 0
        let result = curl_easy_perform(handle)
        let verdict = SMTPVerdict(
            result: result,
            reply: exchange.reply(withCode: number(CURLINFO_RESPONSE_CODE)),
            isDataInvited: exchange.isDataInvited,
            isMailAccepted: exchange.isMailAccepted,
            isSignedIn: exchange.isSignedIn || !needsSignIn
        )
        if result != CURLE_OK {
            endConnection()
        }
        return verdict
    }

    /// Makes sure that a connection is not used again after a failure.
    ///
    /// libcurl closes it itself after most, but keeps one whose last reply did not come in time: that reply would
    /// then be read as the answer to the next message's MAIL. Shut down, the connection is found dead and dropped.
    private func endConnection() {
        var socket = CURL_SOCKET_BAD
        curl_easy_get_socket(handle, &socket)
        if socket != CURL_SOCKET_BAD {
            shutdown(socket, Int32(SHUT_RDWR))
        }
        exchange.connectionEnded()
    }

    private var isConnectionReused: Bool { number(CURLINFO_NUM_CONNECTS) == 0 }

    private func number(_ info: CURLINFO) -> Int {
        var number = 0
        curl_easy_get_number(handle, info, &number)
        return number
    }

    /// curl_global_init must have ended before anything else begins; a static's initialiser sees to that.
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Built from its parts, so that no setting can change another one's meaning; the path is the EHLO name.
    private static func url(for settings: SMTPSettings) -> OpaquePointer? {
        guard let url = curl_url() else { return nil }
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        // Only the path is to be encoded: an empty host, encoded, crashes libcurl 7.88.
        let parts: [(CURLUPart, String, Int32)] = [
            (CURLUPART_SCHEME, settings.security == .implicitTLS ? "smtps" : "smtp", 0),
            (CURLUPART_HOST, host, 0),
            (CURLUPART_PORT, String(settings.port), 0),
            (CURLUPART_PATH, "/\(settings.helloName)", CURLU_URLENCODE),
        ]
        for (part, value, flags) in parts where curl_url_set(url, part, value, UInt32(flags)) != CURLUE_OK {
            curl_url_cleanup(url)
            return nil
        }
        return url
    }

    private func configure(_ settings: SMTPSettings) {
        curl_easy_set_url(handle, url)
        curl_easy_set_error_buffer(handle, errorText)
        curl_easy_set_string(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        curl_easy_set_number(handle, CURLOPT_UPLOAD, 1)
        // Signals belong to the process, not to a library; a lost connection is told by its error.
        curl_easy_set_number(handle, CURLOPT_NOSIGNAL, 1)
        // ALL_PROXY in the environment must not decide where recovery codes go.
        curl_easy_set_string(handle, CURLOPT_PROXY, "")
        curl_easy_set_number(handle, CURLOPT_MAXCONNECTS, 1)
        curl_easy_set_number(handle, CURLOPT_TCP_KEEPALIVE, 1)

        let replySeconds = max(1, (settings.replyTimeout + 999) / 1_000)
        curl_easy_set_number(handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, settings.connectTimeout))
        curl_easy_set_number(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, replySeconds)
        // The reply timeout does not see a server that stops reading in the middle of a message.
        curl_easy_set_number(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
        curl_easy_set_number(handle, CURLOPT_LOW_SPEED_TIME, replySeconds)

        curl_easy_set_number(handle, CURLOPT_USE_SSL, Int(settings.security.demand.rawValue))
        // RFC 8996: nothing below 1.2.
        curl_easy_set_number(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        curl_easy_set_number(handle, CURLOPT_SSL_VERIFYPEER, settings.verifiesCertificate ? 1 : 0)
        curl_easy_set_number(handle, CURLOPT_SSL_VERIFYHOST, settings.verifiesCertificate ? 2 : 0)
        if let file = settings.certificateAuthorityFile {
            curl_easy_set_string(handle, CURLOPT_CAINFO, file)
        }
        if let credentials = settings.credentials {
            curl_easy_set_string(handle, CURLOPT_USERNAME, credentials.username)
            curl_easy_set_string(handle, CURLOPT_PASSWORD, credentials.password)
            // The two that every server has; NTLM and DIGEST-MD5 would be preferred to them and often fail.
            curl_easy_set_string(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
            curl_easy_set_number(handle, CURLOPT_SASL_IR, 1)
        }
    }

    /// The exchange outlives the handle, both being ours, so libcurl may hold it unretained.
    private func connectCallbacks(transcribes: Bool) {
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        curl_easy_set_reader(handle, smtpRead, context)
        curl_easy_set_header_writer(handle, smtpTakeLine, context)
        if transcribes {
            curl_easy_set_debugger(handle, smtpTranscribe, context)
        }
    }
}

extension SMTPSettings.Security {
    fileprivate var demand: curl_usessl { self == .plain ? CURLUSESSL_NONE : CURLUSESSL_ALL }
}
