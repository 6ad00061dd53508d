import CCurl

// What libcurl calls, on the session's thread, with the exchange that SMTPSession gave it.

func smtpRead(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?)
    -> Int
{
    guard let exchange = exchange(context) else { return 0 }
    return exchange.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

func smtpTakeLine(
    _ line: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    exchange(context)?.take(line: UnsafeRawBufferPointer(start: line, count: size * count))
    return size * count
}

func smtpTranscribe(
    _: UnsafeMutableRawPointer?,
    _ kind: curl_infotype,
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let exchange = exchange(context) else { return 0 }
    let text = { String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self) }
    switch kind {
    case CURLINFO_TEXT: exchange.transcript?.happened(text())
    case CURLINFO_HEADER_OUT: exchange.transcript?.sent(text())
    case CURLINFO_HEADER_IN: exchange.transcript?.received(text())
    case CURLINFO_DATA_OUT: exchange.transcript?.sentMessage(bytes: count)
    default: break
    }
    return 0
}

private func exchange(_ context: UnsafeMutableRawPointer?) -> SMTPExchange? {
    context.map { Unmanaged<SMTPExchange>.fromOpaque($0).takeUnretainedValue() }
}
