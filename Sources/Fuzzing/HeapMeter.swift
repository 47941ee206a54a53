internal import CLinux

/// How much memory decoding may take.
public struct MemoryLimit: Equatable, Sendable {
    /// For an empty stream, bytes.
    public var base: Int
    /// For each byte, bytes.
    public var perByte: Int

    /// Makes a limit; the default leaves room for the output buffer and owned lists, and none
    /// for a length that is only declared.
    public init(base: Int = 256 * 1024, perByte: Int = 64) {
        self.base = base
        self.perByte = perByte
    }

    /// The limit for so many bytes, bytes.
    func bytes(for byteCount: Int) -> Int {
        let (product, hasOverflow) = perByte.multipliedReportingOverflow(by: byteCount)
        let (sum, isTooLarge) = base.addingReportingOverflow(product)
        return hasOverflow || isTooLarge ? .max : sum
    }
}

/// Tells how much memory a piece of work takes at its peak, without any hook in the allocator.
///
/// After ``prepare()`` all memory comes from one heap that never shrinks by itself, so what the
/// heap has grown by is what the work needed at its worst moment beyond what was free before.
/// That free room is cut off first. What is told is therefore a lower bound: a finding is never
/// wrong, and what is missed is less than the free chunks in between (some ten KiB).
public enum HeapMeter {
    /// The free room at the heap's end above which it is cut off first; cutting costs a system
    /// call.
    private static let keptRoom = 64 * 1024

    /// Makes the process measurable; for worker processes with one thread.
    public static func prepare() {
        _ = mallopt(clinux_m_mmap_max, 0)
        _ = mallopt(clinux_m_trim_threshold, .max)
        _ = mallopt(clinux_m_top_pad, 0)
    }

    /// By how many bytes the heap grew for `work`, at least.
    static func growth(of work: () -> Void) -> Int {
        if clinux_heap().top_free_bytes > keptRoom { _ = malloc_trim(0) }
        let before = clinux_heap().arena
        work()
        return max(0, Int(clamping: clinux_heap().arena) - Int(clamping: before))
    }
}
