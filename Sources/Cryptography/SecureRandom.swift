import Glibc
import Synchronization

/// Chance from the operating system's generator, without a generator of ours in between.
package enum SecureRandom {
    /// Bytes that were drawn and not given away yet, for `publicBytes`.
    private static let drawn = Mutex<[UInt8]>([])
    private static let drawnAtOnce = 4_096

    /// Chance for what is no secret: ids and nonces, which every request needs several of.
    ///
    /// The same bytes, drawn some at a time: they lie in memory for a while before they are used, which would not do
    /// for a code or a key.
    package static func publicBytes(_ count: Int) -> [UInt8] {
        guard count <= drawnAtOnce else { return bytes(count) }
        return drawn.withLock { drawn in
            if drawn.count < count { drawn = bytes(drawnAtOnce) }
            defer { drawn.removeLast(count) }
            return Array(drawn.suffix(count))
        }
    }

    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                // getentropy(3) gives at most 256 bytes, and all of them or none.
                let portion = min(count - filled, 256)
                guard let start = buffer.baseAddress, getentropy(start + filled, portion) == 0 else {
                    fatalError("the operating system gives no random bytes: error \(errno)")
                }
                filled += portion
            }
        }
    }
}
