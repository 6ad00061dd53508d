import Accounts
import Cryptography
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// A cookie whose content the browser can neither read nor change nor keep beyond its time.
struct SealedCookie<Content: Codable & Sendable>: Sendable {
    private struct Envelope: Codable {
        var content: Content
        var expires: Int64
    }

    let name: String
    let lifetime: Span
    let key: SecretKey
    let surroundings: Surroundings

    func header(_ content: Content) throws -> HTTPField {
        let expires = (surroundings.now() + lifetime).microseconds
        let plain = [UInt8](try JSONEncoder().encode(Envelope(content: content, expires: expires)))
        let sealed = key.seal(plain, authenticating: Array(name.utf8))
        return .cookie(name, Base64URL.encode(sealed), lifetime: lifetime.secondsRoundedUp)
    }

    /// Nil where there is none, it is not ours, or its time is over.
    func content(of request: Request) -> Content? {
        guard let value = request.cookies[name]?.value, let sealed = Base64URL.decode(value),
            let plain = try? key.open(sealed, authenticating: Array(name.utf8)),
            let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(plain)),
            surroundings.now().microseconds < envelope.expires
        else { return nil }
        return envelope.content
    }

    var removal: HTTPField { .cookie(name, "", lifetime: 0) }
}
