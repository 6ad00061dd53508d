import Glibc

/// Chance from the operating system's generator, without a generator of ours in between.
package enum SecureRandom {
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
