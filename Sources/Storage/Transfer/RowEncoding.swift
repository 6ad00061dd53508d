/// The one form in which a row is digested and kept in a file, whatever engine it came from.
///
/// Each value is a byte for its kind and then its content: nothing for NULL (0); eight bytes, the highest first, for an
/// integer (1) and for the bits of a real number (2); the length in four bytes and then the bytes themselves for text
/// in UTF-8 (3) and for a blob (4).
enum RowEncoding {
    static func encode(_ values: [Value]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(values, to: &bytes)
        return bytes
    }

    static func append(_ values: [Value], to bytes: inout [UInt8]) {
        for value in values {
            switch value {
            case .null:
                bytes.append(0)
            case .integer(let integer):
                bytes.append(1)
                append(UInt64(bitPattern: integer), count: 8, to: &bytes)
            case .real(let real):
                bytes.append(2)
                // SQLite keeps no sign of a zero.
                append((real == 0 ? 0 : real).bitPattern, count: 8, to: &bytes)
            case .text(let text):
                bytes.append(3)
                append(UInt64(text.utf8.count), count: 4, to: &bytes)
                bytes += text.utf8
            case .blob(let blob):
                bytes.append(4)
                append(UInt64(blob.count), count: 4, to: &bytes)
                bytes += blob
            }
        }
    }

    static func append(_ number: UInt64, count: Int, to bytes: inout [UInt8]) {
        for place in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(place)))) }
    }

    /// Reads a row back; nil for what `append` does not write, and for a value that its column could not hold.
    static func decode(_ bytes: [UInt8], columns: [TransferTable.Column]) -> [Value]? {
        var rest = bytes[...]
        var values: [Value] = []
        values.reserveCapacity(columns.count)
        for column in columns {
            guard let value = value(&rest, of: column.kind) else { return nil }
            values.append(value)
        }
        return rest.isEmpty ? values : nil
    }

    private static func value(_ rest: inout ArraySlice<UInt8>, of kind: TransferTable.Column.Kind) -> Value? {
        switch (rest.popFirst(), kind) {
        case (0, _): return .null
        case (1, .integer): return number(&rest, count: 8).map { .integer(Int64(bitPattern: $0)) }
        case (2, .real): return number(&rest, count: 8).map { .real(Double(bitPattern: $0)) }
        case (3, .text): return content(&rest).flatMap { String(validating: $0, as: UTF8.self) }.map { .text($0) }
        case (4, .blob): return content(&rest).map { .blob(Array($0)) }
        default: return nil
        }
    }

    private static func content(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let count = number(&rest, count: 4), count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, count: Int) -> UInt64? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
