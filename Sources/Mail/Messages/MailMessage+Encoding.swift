extension MailMessage {
    /// The message as it goes over the wire (RFC 5322, RFC 2045): ASCII, CRLF, no line over 76 characters but for an
    /// address that is longer.
    ///
    /// The same message gives the same bytes, so a retry is a true copy.
    package func encoded() throws(MailMessageFailure) -> [UInt8] {
        guard Self.isIdentifier(messageID) else { throw .messageID }
        guard Self.isLanguageTag(language) else { throw .language }
        guard let dateText = MailDate.text(microseconds: date) else { throw .date }

        var output: [UInt8] = []
        output.reserveCapacity(1_024 + (text.utf8.count + (html?.utf8.count ?? 0)) * 5 / 4)
        HeaderText.append("Date", [dateText], to: &output)
        HeaderText.append("From", Self.words(from), to: &output)
        if let replyTo {
            HeaderText.append("Reply-To", Self.words(replyTo), to: &output)
        }
        HeaderText.append("To", Self.words(to), to: &output)
        HeaderText.append("Subject", HeaderText.unstructured(HeaderText.cleaned(subject)), to: &output)
        HeaderText.append("Message-ID", ["<\(messageID)>"], to: &output)
        // RFC 3834, 5: no out-of-office note or ticket system shall answer this; Exchange has its own word for it.
        HeaderText.append("Auto-Submitted", ["auto-generated"], to: &output)
        HeaderText.append("X-Auto-Response-Suppress", ["All"], to: &output)
        HeaderText.append("Content-Language", [language], to: &output)
        HeaderText.append("MIME-Version", ["1.0"], to: &output)
        if let html {
            appendAlternatives(html: html, to: &output)
        } else {
            Self.appendPart("text/plain", text, to: &output)
            if !output.suffix(2).elementsEqual([0x0D, 0x0A]) {
                output += "\r\n".utf8
            }
        }
        return output
    }

    /// RFC 2046, 5.1.4: the plainest first; a reader shows the last it understands.
    ///
    /// A part's last line end belongs to the boundary after it, so a text comes out with exactly the line ends it
    /// went in with.
    private func appendAlternatives(html: String, to output: inout [UInt8]) {
        let boundary = Self.boundary(for: messageID)
        HeaderText.append("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""], to: &output)
        output += "\r\n--\(boundary)\r\n".utf8
        Self.appendPart("text/plain", text, to: &output)
        output += "\r\n--\(boundary)\r\n".utf8
        Self.appendPart("text/html", html, to: &output)
        output += "\r\n--\(boundary)--\r\n".utf8
    }

    private static func appendPart(_ type: String, _ text: String, to output: inout [UInt8]) {
        HeaderText.append("Content-Type", ["\(type);", "charset=utf-8"], to: &output)
        HeaderText.append("Content-Transfer-Encoding", ["quoted-printable"], to: &output)
        output += "\r\n".utf8
        QuotedPrintable.append(text, to: &output)
    }

    private static func words(_ mailbox: MailAddress) -> [String] {
        guard let name = mailbox.name else { return [mailbox.address] }
        return HeaderText.phrase(name) + ["<\(mailbox.address)>"]
    }

    /// RFC 2045, 6.7: `=_` cannot occur in quoted-printable text, so no text can end its part.
    ///
    /// The rest, FNV-1a of the Message-ID, keeps the boundaries of a message and of one it is forwarded in apart.
    private static func boundary(for messageID: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in messageID.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return "=_" + String(hash, radix: 36)
    }

    /// RFC 5322, 3.6.4, held to what every receiver keeps as it is.
    private static func isIdentifier(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 250
            && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }

    /// RFC 5646, 2.1, its outline: subtags of one to eight letters or digits.
    private static func isLanguageTag(_ text: String) -> Bool {
        text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { subtag in
            (1...8).contains(subtag.utf8.count) && subtag.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
    }
}
