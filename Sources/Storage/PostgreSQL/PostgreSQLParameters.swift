import CPostgres

/// The values of a statement as libpq takes them: typed and in binary.
///
/// The types are said, not left to the server to guess: it would take `$1` for an int4 here and for text there.
struct PostgreSQLParameters {
    /// One for each value: 0, which leaves it to the server, for NULL.
    let types: [Oid]

    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>?] = []

    init(_ values: [Value]) throws(StorageFailure) {
        types = values.map(Self.type)
        ranges.reserveCapacity(values.count)
        for value in values {
            let start = bytes.count
            switch value {
            case .null:
                ranges.append(nil)
                continue
            case .integer(let integer): append(UInt64(bitPattern: integer))
            case .real(let real): append(real.bitPattern)
            case .blob(let blob): bytes += blob
            case .text(let text):
                bytes += text.utf8
                guard !bytes[start...].contains(0) else {
                    throw StorageFailure(.check, "text with a NUL in it, of which PostgreSQL has none")
                }
            }
            ranges.append(start..<bytes.count)
        }
        // So that a value without bytes has an address too: a null pointer would be NULL.
        bytes.append(0)
    }

    private static func type(of value: Value) -> Oid {
        switch value {
        case .null: 0
        case .integer: PostgreSQLType.int8
        case .real: PostgreSQLType.float8
        case .text: PostgreSQLType.text
        case .blob: PostgreSQLType.bytea
        }
    }

    private mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }

    /// Calls `body` with what libpq's functions take; valid during the call.
    func withPointers<Result>(
        _ body: (
            _ count: Int32, _ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]
        ) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            let values = ranges.map { range in range.flatMap { range in start.map { $0 + range.lowerBound } } }
            return body(
                Int32(ranges.count),
                values,
                ranges.map { Int32($0?.count ?? 0) },
                [Int32](repeating: 1, count: ranges.count)
            )
        }
    }
}

/// The types that this program meets, by the numbers of PostgreSQL's `pg_type.dat`, which never change.
enum PostgreSQLType {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let char: Oid = 18
    static let name: Oid = 19
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let oid: Oid = 26
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let unknown: Oid = 705
    static let bpchar: Oid = 1042
    static let varchar: Oid = 1043
    static let numeric: Oid = 1700
    static let void: Oid = 2278
}
