import CArgon2
import Glibc
import Synchronization

/// The memory that Argon2id fills, from the kernel, kept while one hash follows another.
///
/// Fresh pages would add a quarter to the time of a hash, and `malloc` would keep the pages of
/// each thread for as long as the server runs. There are never more blocks, taken and free, than
/// hashes have run at once. libargon2 has wiped what is free. Shared by all, because libargon2
/// tells its callbacks nothing but a size.
enum Argon2Memory {
    private struct Block: Sendable {
        /// An address, because a pointer could not be handed from thread to thread.
        var start: UInt
        var count: Int

        func giveBack() {
            unsafe munmap(UnsafeMutableRawPointer(bitPattern: start), count)
        }
    }

    private static let free = Mutex<[Block]>([])

    /// Gives what nobody uses back to the kernel.
    static func release() {
        let blocks = free.withLock { blocks in
            defer { blocks = [] }
            return blocks
        }
        for block in blocks { block.giveBack() }
    }

    /// libargon2's `allocate_cbk`.
    static func allocate(_ memory: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, _ count: Int) -> CInt {
        let kept = free.withLock { blocks in
            // One of another size is in the way: with it, there would be one more than before.
            blocks.firstIndex { $0.count == count }.map { blocks.remove(at: $0) } ?? blocks.popLast()
        }
        if let kept, kept.count == count {
            unsafe memory?.pointee = UnsafeMutablePointer(bitPattern: kept.start)
            return ARGON2_OK.rawValue
        }
        kept?.giveBack()
        let pages = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        // MAP_FAILED
        guard unsafe pages != UnsafeMutableRawPointer(bitPattern: -1) else {
            return ARGON2_MEMORY_ALLOCATION_ERROR.rawValue
        }
        unsafe memory?.pointee = pages?.assumingMemoryBound(to: UInt8.self)
        return ARGON2_OK.rawValue
    }

    /// libargon2's `free_cbk`.
    static func keep(_ memory: UnsafeMutablePointer<UInt8>?, _ count: Int) {
        let block = Block(start: UInt(bitPattern: memory), count: count)
        free.withLock { $0.append(block) }
    }
}
