/// The bytes a session has yet to send: packets are appended behind, sent bytes leave in front.
///
/// All raw memory of the module's output lives in this file. Positions are counted from the
/// first byte ever appended, so they stay valid while sent bytes leave.
///
/// Growth stops at `limit`: what would pass it is left out and `hasOverflowed` stays true, so
/// that writers need no error path; whoever owns the buffer ends the session then.
public struct WireBuffer: ~Copyable {
    // Bytes [head, tail) of the allocation at `base` are unread; 0 <= head <= tail <= capacity
    // holds between calls, and `base` is nil exactly when capacity is 0.
    private var base: UnsafeMutableRawPointer?
    private var capacity = 0
    private var head = 0
    private var tail = 0

    /// The most bytes the buffer may hold.
    public let limit: Int
    /// Position of the first unread byte: how many bytes were consumed in all.
    public private(set) var consumedCount = 0
    /// Whether anything was left out because of `limit`.
    public private(set) var hasOverflowed = false

    // Memory above this goes back when the buffer runs empty after a burst.
    private let keptCapacity: Int

    /// Makes an empty buffer; memory is taken with the first byte.
    ///
    /// When the buffer runs empty it gives back an allocation larger than `keptCapacity` bytes.
    public init(
        limit: Int = WireLimits.outputBuffer, keptCapacity: Int = WireLimits.keptOutputBuffer
    ) {
        self.limit = max(limit, 0)
        self.keptCapacity = keptCapacity
    }

    deinit { base?.deallocate() }

    /// How many bytes wait.
    public var unreadCount: Int { tail &- head }

    /// Whether no bytes wait.
    public var isEmpty: Bool { tail == head }

    /// Position behind the last byte: how many bytes were appended in all.
    public var endPosition: Int { consumedCount &+ unreadCount }

    /// Bytes of memory held, for tests of growth and shrinking.
    public var allocatedByteCount: Int { capacity }

    /// The bytes that wait, oldest first.
    public var unread: RawSpan {
        @_lifetime(borrow self)
        get { span(from: head) }
    }

    /// The waiting bytes from `position` on; empty when that is outside of them.
    @_lifetime(borrow self)
    public func bytes(from position: Int) -> RawSpan {
        guard let start = index(of: position) else { return span(from: tail) }
        return span(from: start)
    }

    /// Lends the waiting bytes to a C function such as `write(2)`.
    public func withUnreadBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let base else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        return try body(UnsafeRawBufferPointer(start: base + head, count: tail &- head))
    }

    /// Drops the first `count` waiting bytes (at most all); nothing is moved.
    public mutating func consume(_ count: Int) {
        let dropped = min(max(count, 0), unreadCount)
        head &+= dropped
        consumedCount &+= dropped
        guard head == tail else { return }
        head = 0
        tail = 0
        if capacity > keptCapacity { release() }
    }

    /// Drops everything appended at `position` or later.
    public mutating func truncate(to position: Int) {
        guard let start = index(of: position) else { return }
        tail = start
    }

    /// Appends one byte.
    public mutating func append(_ value: UInt8) {
        guard let base = room(for: 1) else { return }
        base.storeBytes(of: value, toByteOffset: tail, as: UInt8.self)
        tail &+= 1
    }

    /// Appends a uint32, most significant byte first.
    public mutating func append(_ value: UInt32) {
        guard let base = room(for: 4) else { return }
        base.storeBytes(of: value.bigEndian, toByteOffset: tail, as: UInt32.self)
        tail &+= 4
    }

    /// Appends a uint64, most significant byte first.
    public mutating func append(_ value: UInt64) {
        guard let base = room(for: 8) else { return }
        base.storeBytes(of: value.bigEndian, toByteOffset: tail, as: UInt64.self)
        tail &+= 8
    }

    /// Appends bytes as they are.
    public mutating func append(_ bytes: RawSpan) {
        guard bytes.byteCount > 0, let base = room(for: bytes.byteCount) else { return }
        copy(bytes, to: base + tail)
        tail &+= bytes.byteCount
    }

    /// Appends a string: uint32 length, then the bytes.
    public mutating func appendString(_ bytes: RawSpan) {
        guard let length = UInt32(exactly: bytes.byteCount),
            let base = room(for: bytes.byteCount &+ 4)
        else {
            hasOverflowed = true
            return
        }
        base.storeBytes(of: length.bigEndian, toByteOffset: tail, as: UInt32.self)
        copy(bytes, to: base + (tail &+ 4))
        tail &+= bytes.byteCount &+ 4
    }

    /// Copies `bytes` to memory that `room` made.
    @inline(__always)
    private func copy(_ bytes: RawSpan, to target: UnsafeMutableRawPointer) {
        bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            target.copyMemory(from: start, byteCount: source.count)
        }
    }

    /// Overwrites the uint32 at `position`, which must still wait; else nothing happens.
    public mutating func patch(_ value: UInt32, at position: Int) {
        guard let base, let start = index(of: position), tail &- start >= 4 else { return }
        base.storeBytes(of: value.bigEndian, toByteOffset: start, as: UInt32.self)
    }

    /// Appends up to `count` bytes that `body` writes in place; it returns how many it wrote.
    ///
    /// The space is handed out uninitialised. When `body` throws, nothing is appended; when
    /// the limit leaves no room, `body` gets an empty buffer.
    public mutating func append<Failure: Error>(
        upTo count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        guard count > 0, let base = room(for: count) else {
            _ = try body(UnsafeMutableRawBufferPointer(start: nil, count: 0))
            return 0
        }
        let space = UnsafeMutableRawBufferPointer(start: base + tail, count: count)
        let written = min(max(try body(space), 0), count)
        tail &+= written
        return written
    }

    /// Makes room for `count` more bytes; returns the allocation, or nil past the limit.
    @inline(__always)
    private mutating func room(for count: Int) -> UnsafeMutableRawPointer? {
        if let base, count <= capacity &- tail { return base }
        return grow(for: count)
    }

    /// The slow way of `room`: moves the unread bytes to the front of an allocation with room.
    @inline(never)
    private mutating func grow(for count: Int) -> UnsafeMutableRawPointer? {
        let unread = unreadCount
        guard count <= limit &- unread else {
            hasOverflowed = true
            return nil
        }
        let needed = unread &+ count
        // Moving within the allocation is paid for by the bytes consumed since the last move.
        if let base, needed <= capacity, head >= unread {
            base.copyMemory(from: base + head, byteCount: unread)
            head = 0
            tail = unread
            return base
        }
        // Begins small: most sessions answer with a few dozen bytes at a time, and there are many.
        let target = max(needed, min(max(capacity &* 2, 512), limit))
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: target, alignment: 16)
        if let base {
            fresh.copyMemory(from: base + head, byteCount: unread)
            base.deallocate()
        }
        base = fresh
        capacity = target
        head = 0
        tail = unread
        return fresh
    }

    /// Gives the allocation back; only called when nothing is unread.
    private mutating func release() {
        base?.deallocate()
        base = nil
        capacity = 0
    }

    /// The index in the allocation of a position that still waits (or is the end).
    private func index(of position: Int) -> Int? {
        let distance = position &- consumedCount
        guard distance >= 0, distance <= unreadCount else { return nil }
        return head &+ distance
    }

    @_lifetime(borrow self)
    private func span(from start: Int) -> RawSpan {
        guard let base else { return RawSpan() }
        let span = RawSpan(
            _unsafeStart: UnsafeRawPointer(base + start), byteCount: tail &- start)
        // The memory is freed or moved by mutating calls only, which a borrow excludes.
        return _overrideLifetime(span, borrowing: self)
    }
}
