import Accounts
import Cryptography
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// Makes pages: a struct of values, the template of the same name, the words of its section.
///
/// All templates are parsed when this is made, so that a broken one stops the start.
package struct Pages: Sendable {
    /// What every page of a server says of it.
    package struct Identity: Sendable {
        package var organizationName: String
        /// An address, a URL or a sentence; may be empty.
        package var supportContact: String

        package init(organizationName: String, supportContact: String) {
            self.organizationName = organizationName
            self.supportContact = supportContact
        }
    }

    let catalog: Catalog
    private let library: MustacheLibrary
    private let identity: Identity
    /// In the URLs of the stylesheet and the script, which caches keep for ever.
    private let version: String

    package init(identity: Identity) throws {
        self.identity = identity
        let assets = PackageResources.rekey_css + PackageResources.rekey_js + PackageResources.mark_svg
        version = String(Hexadecimal.encode(SHA256.digest(assets)).prefix(12))
        catalog = try Catalog(json: PackageResources.catalog_en_US_json)
        var library = MustacheLibrary()
        for (name, source) in Self.templates {
            do {
                try library.register(String(decoding: source, as: UTF8.self), named: name)
            } catch {
                throw Failure.unexpected("page template \(name): \(error)")
            }
        }
        self.library = library
    }

    func brand(of tenant: Tenant) -> String {
        tenant.isSuper ? identity.organizationName : tenant.domain
    }

    /// `form`: the anti-forgery token of the browser; nil for a page without a form.
    func response<P: Page>(
        _ page: P,
        _ context: RequestState,
        form: FormToken? = nil,
        problems: [Problem] = [],
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let brand = brand(of: context.tenant)
        var values: [String: Any] = [
            "language": "en-US",
            "direction": "ltr",
            "brand": brand,
            "base": context.tenant.pathPrefix,
            "version": version,
            "common": catalog.section("common", filledWith: ["brand": brand]),
            "words": catalog.section(P.name, filledWith: page.parameters.merging(["brand": brand]) { own, _ in own }),
            "languages": [String](),
            "problems": problems,
            "hidden": [HiddenField](),
            "csrf": form?.field ?? "",
        ]
        values["support"] = Support(identity.supportContact)
        for case (let label?, let value) in Mirror(reflecting: page).children {
            let mirror = Mirror(reflecting: value)
            if mirror.displayStyle == .optional {
                values[label] = mirror.children.first?.value
            } else {
                values[label] = value
            }
        }
        guard let html = library.render(values, withTemplate: P.name) else {
            throw Failure.unexpected("there is no template \(P.name)")
        }
        var response = Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html))
        )
        if let cookie = form?.newCookie { response.headers.append(cookie) }
        return response
    }
}

/// How to get help, as a link where it is one.
private struct Support {
    var url: String?
    var text: String

    init?(_ contact: String) {
        guard !contact.isEmpty else { return nil }
        text = contact
        if contact.hasPrefix("https://") {
            url = contact
        } else if contact.contains("@"), !contact.contains(" ") {
            url = "mailto:" + contact
        }
    }
}
