import Accounts
import HTTPTypes
import Hummingbird
import NIOCore

/// `/mailbox`, in demo mode: every mail as it was sent.
struct MailboxPage: Page {
    static let name = "mailbox"

    struct Line {
        var url: String
        var subject: String
        var to: String
        var instant: String
        var when: String
    }

    var messages: [Line]
    var mailboxURL: String
    var forgotURL: String
}

struct MailboxMessagePage: Page {
    static let name = "mailbox-message"

    var subject: String
    var from: String
    var to: String
    var instant: String
    var when: String
    var mailboxURL: String
    var htmlURL: String
    var textURL: String
    var sourceURL: String
    var isHTML: Bool
    var isText: Bool
    var isSource: Bool
    var frameURL: String?
    var text: String
    var source: String
    var links: [String]
}

/// The pages of the built-in mailbox.
struct MailboxPages: Sendable {
    let mailbox: Mailbox
    let pages: Pages

    func list(_ request: Request, context: RequestState) async throws -> Response {
        let page = MailboxPage(
            messages: try await mailbox.messages().map { message in
                MailboxPage.Line(
                    url: "/mailbox/\(message.id)",
                    subject: message.subject,
                    to: message.recipient,
                    instant: message.received.iso8601,
                    when: message.received.inWords
                )
            },
            mailboxURL: "/mailbox",
            forgotURL: "/forgot-password"
        )
        return try pages.response(page, context)
    }

    func show(_ request: Request, context: RequestState) async throws -> Response {
        let message = try await message(context)
        let view = context.parameters.get("view") ?? "html"
        let url = "/mailbox/\(message.id)"
        let page = MailboxMessagePage(
            subject: message.subject,
            from: message.sender,
            to: message.recipient,
            instant: message.received.iso8601,
            when: message.received.inWords,
            mailboxURL: "/mailbox",
            htmlURL: url,
            textURL: url + "/text",
            sourceURL: url + "/source",
            isHTML: view == "html",
            isText: view == "text",
            isSource: view == "source",
            frameURL: message.html == nil ? nil : url + "/frame",
            text: message.text,
            source: String(decoding: message.source, as: UTF8.self),
            links: Self.links(in: message.text)
        )
        return try pages.response(page, context)
    }

    /// The HTML part alone, for the frame of the message's page: no script, nothing loaded.
    func frame(_ request: Request, context: RequestState) async throws -> Response {
        guard let html = try await message(context).html else { throw Failure.noSuchPage }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
                    + "sandbox allow-popups allow-popups-to-escape-sandbox",
                .frameOptions: "SAMEORIGIN",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "<base target=\"_blank\">" + html))
        )
    }

    private func message(_ context: RequestState) async throws -> Mailbox.Message {
        guard let message = try await mailbox.message(context.parameters.get("id") ?? "") else {
            throw Failure.noSuchPage
        }
        return message
    }

    private static func links(in text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).filter { $0.hasPrefix("https://") || $0.hasPrefix("http://") }
            .map(String.init)
    }
}
