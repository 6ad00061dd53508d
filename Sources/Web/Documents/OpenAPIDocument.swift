import FoundationEssentials

/// As much of an OpenAPI 3 document as a reader wants to see.
struct OpenAPIDocument: Decodable {
    var info: Info
    var tags: [Tag]?
    var paths: [String: [String: Operation]]

    struct Info: Decodable {
        var title: String
        var version: String
        var description: String?
    }

    struct Tag: Decodable {
        var name: String
        var description: String?
    }

    struct Operation: Decodable {
        var operationId: String
        var summary: String
        var description: String?
        var tags: [String]?
        var security: [[String: [String]]]?
        var parameters: [Parameter]?
        var requestBody: Body?
        var responses: [String: Response]
    }

    struct Parameter: Decodable {
        var name: String
        /// `in`.
        var place: String
        var isRequired: Bool?
        var description: String?
        var schema: Schema?

        enum CodingKeys: String, CodingKey {
            case name, description, schema
            case place = "in"
            case isRequired = "required"
        }
    }

    struct Schema: Decodable {
        var type: String?
    }

    struct Body: Decodable {
        var description: String?
        var content: [String: Media]
    }

    struct Response: Decodable {
        var description: String
        var content: [String: Media]?
    }

    struct Media: Decodable {
        var example: JSONText?
        var examples: [String: Example]?

        struct Example: Decodable {
            var value: JSONText
        }

        /// The example, or the first of several by name.
        var text: String? {
            example?.text ?? examples?.min { $0.key < $1.key }?.value.value.text
        }
    }
}

/// Any JSON value as the text a reader sees; a string as itself.
struct JSONText: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
        let value = try JSONValue(from: decoder)
        if case .string(let string) = value {
            text = string
        } else {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes, .sortedKeys]
            text = String(decoding: try encoder.encode(value), as: UTF8.self)
        }
    }
}

private enum JSONValue: Codable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
