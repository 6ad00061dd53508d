import Accounts
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// `/docs`: the OpenAPI document as a page.
struct APIDocsPage: Page {
    static let name = "api-docs"

    struct Group {
        var title: String
        var about: [String]
        var operations: [Operation]
    }

    struct Operation {
        var id: String
        var method: String
        var methodClass: String
        var path: String
        var summary: String
        var details: [String]
        var authentication: String?
        var parameters: [Parameter]
        var request: Body?
        var command: String?
        var responses: [Answer]
    }

    struct Parameter {
        var name: String
        var place: String
        var type: String
        var isRequired: Bool
        var meaning: String?
    }

    struct Body {
        var type: String
        var example: String
        var note: String?
    }

    struct Answer {
        var code: String
        var codeClass: String
        var meaning: String
        var example: String?
    }

    var name: String
    var apiVersion: String
    var documentURL: String
    var introduction: [String]
    var groups: [Group]
}

/// `/openapi.yaml` for programs, `/docs` for people: the same document.
struct APIDocuments: Sendable {
    let pages: Pages

    func openAPI(_ request: Request, context: RequestState) async throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/yaml"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_yaml))
        )
    }

    func show(_ request: Request, context: RequestState) async throws -> Response {
        let document = try JSONDecoder().decode(OpenAPIDocument.self, from: Data(PackageResources.openapi_json))
        let page = APIDocsPage(
            name: document.info.title,
            apiVersion: document.info.version,
            documentURL: "/openapi.yaml",
            introduction: document.info.description?.paragraphs ?? [],
            groups: groups(of: document)
        )
        return try pages.response(page, context)
    }

    private func groups(of document: OpenAPIDocument) -> [APIDocsPage.Group] {
        let operations = document.paths.sorted { $0.key < $1.key }.flatMap { path, methods in
            methods.sorted { $0.key < $1.key }.map { (path, $0.key, $0.value) }
        }
        return (document.tags ?? []).map { tag in
            APIDocsPage.Group(
                title: tag.name,
                about: tag.description?.paragraphs ?? [],
                operations: operations.filter { $0.2.tags?.contains(tag.name) == true }
                    .map { operation($0.2, method: $0.1, path: $0.0) }
            )
        }
    }

    private func operation(_ source: OpenAPIDocument.Operation, method: String, path: String) -> APIDocsPage.Operation {
        let (type, body) = source.requestBody?.content.first.map { ($0.key, $0.value) } ?? ("", nil)
        let schemes = source.security?.flatMap(\.keys) ?? []
        return APIDocsPage.Operation(
            id: source.operationId,
            method: method.uppercased(),
            methodClass: method.lowercased(),
            path: path,
            summary: source.summary,
            details: source.description?.paragraphs ?? [],
            authentication: schemes.isEmpty ? nil : schemes.joined(separator: ", "),
            parameters: (source.parameters ?? []).map { parameter in
                APIDocsPage.Parameter(
                    name: parameter.name,
                    place: pages.catalog.text(APIDocsPage.name, "in-" + parameter.place),
                    type: parameter.schema?.type ?? "string",
                    isRequired: parameter.isRequired ?? false,
                    meaning: parameter.description
                )
            },
            request: body?.text.map { .init(type: type, example: $0, note: source.requestBody?.description) },
            command: nil,
            responses: source.responses.sorted { $0.key < $1.key }.map { code, response in
                APIDocsPage.Answer(
                    code: code,
                    codeClass: code.hasPrefix("2") ? "success" : "failure",
                    meaning: response.description,
                    example: response.content?.values.first?.text
                )
            }
        )
    }
}

extension String {
    fileprivate var paragraphs: [String] {
        split(separator: "\n\n").map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
            .filter { !$0.isEmpty }
    }
}
