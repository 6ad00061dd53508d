import Accounts
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationEssentialsCompat

/// Reads a JSON body strictly: bounded, of the right type, of the right shape.
enum RequestBody {
    /// The largest body that is read, in bytes.
    ///
    /// The largest sensible one is a few kilobytes.
    static let limit = 65_536

    private static let decoder = JSONDecoder()

    /// Throws `Failure.bodyTooLarge`, `.notJSON` or `.malformedBody`.
    ///
    /// Members that the contract does not know are ignored.
    static func decode<Body: Decodable>(_ type: Body.Type, from request: Request) async throws -> Body {
        if let contentType = request.headers.first(.contentType),
            !contentType.lowercased().hasPrefix("application/json")
        {
            throw Failure.notJSON
        }
        if let length = request.headers.first(.contentLength).flatMap(Int.init), length > limit {
            throw Failure.bodyTooLarge(limit: limit)
        }
        let buffer = try await request.body.collect(upTo: limit)
        do {
            return try decoder.decode(type, from: buffer, byteTransferStrategy: .noCopy)
        } catch {
            throw Failure.malformedBody
        }
    }
}

extension JSONDecoder {
    fileprivate func decode<Body: Decodable>(
        _ type: Body.Type,
        from buffer: ByteBuffer,
        byteTransferStrategy: ByteBuffer.ByteTransferStrategy
    ) throws -> Body {
        try decode(
            type,
            from: buffer.getData(at: 0, length: buffer.readableBytes, byteTransferStrategy: byteTransferStrategy)
                ?? Data()
        )
    }
}
