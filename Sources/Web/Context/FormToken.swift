import Accounts
import Cryptography
import HTTPTypes
import Hummingbird

/// Ties a form to the browser it was shown in (OWASP: signed double submit).
///
/// The browser holds a random value in a cookie, the form a keyed digest of it; neither can be made
/// without the other.
struct FormToken: Sendable {
    /// The value of the hidden field.
    let field: String
    /// The cookie to set, where the browser had none yet.
    let newCookie: HTTPField?
}

struct FormTokens: Sendable {
    static let cookieName = "__Host-rekey-form"

    let key: SecretKey
    let surroundings: Surroundings

    func token(for request: Request) -> FormToken {
        if let value = request.cookies[Self.cookieName]?.value, value.utf8.count == 43 {
            return FormToken(field: field(for: value), newCookie: nil)
        }
        let value = Base64URL.encode(surroundings.randomBytes(32))
        return FormToken(field: field(for: value), newCookie: .cookie(Self.cookieName, value, lifetime: nil))
    }

    /// Throws `Failure.formExpired` where the form is not of this browser.
    ///
    /// `allowsPrograms`: lets through what no browser sent. WSO2's URLs take posts of
    /// scripts, which carry no token; a browser says with every post where it comes from
    /// (`Origin`), so that another site's form still has no way in.
    func check(_ form: FormBody, of request: Request, allowsPrograms: Bool = false) throws(Failure) {
        if allowsPrograms, request.headers[.origin] == nil, request.headers[.secFetchSite] == nil { return }
        guard let value = request.cookies[Self.cookieName]?.value,
            equalInConstantTime(Array(field(for: value).utf8), Array((form["csrf"] ?? "").utf8))
        else { throw Failure.formExpired }
    }

    private func field(for value: String) -> String {
        Base64URL.encode(key.authenticationCode(for: Array(value.utf8)))
    }
}

extension HTTPField.Name {
    static let secFetchSite = Self(known: "Sec-Fetch-Site")
}

extension HTTPField {
    /// A cookie of ours: bound to this host, unreadable for scripts, not sent along by other sites' posts
    /// (RFC 6265bis, 4.1.3).
    ///
    /// `lifetime` in seconds; nil: until the browser closes.
    static func cookie(_ name: String, _ value: String, lifetime: Int?) -> HTTPField {
        let age = lifetime.map { "; Max-Age=\($0)" } ?? ""
        return HTTPField(name: .setCookie, value: "\(name)=\(value); Path=/; Secure; HttpOnly; SameSite=Lax\(age)")
    }
}
