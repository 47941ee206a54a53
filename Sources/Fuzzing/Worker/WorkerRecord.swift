internal import Glibc
internal import SFTPWire

/// Memory shared with a worker, in which it notes the case it is busy with before it begins: what
/// is left there when it dies is the input that killed it.
final class WorkerRecord {
    /// The descriptor under which a worker inherits it.
    static let inherited: Int32 = 3
    /// The longest stream that is kept, bytes.
    static let capacity = 256 * 1024

    private enum Offset {
        static let caseNumber = 0
        static let fault = 8
        static let length = 16
        static let direction = 20
        static let version = 21
        static let bytes = 24
    }

    /// The file behind the memory; it has no name any more.
    let descriptor: Int32
    private let memory: UnsafeMutableRawPointer

    /// Makes one; the supervisor's side.
    init() throws(WorkerFailure) {
        var template = Array("/tmp/sftp-double-worker-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw Self.failure("cannot make a file in /tmp") }
        unlink(template)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        guard ftruncate(file, off_t(Offset.bytes + Self.capacity)) == 0,
            let memory = Self.map(file)
        else {
            close(file)
            throw Self.failure("cannot share memory")
        }
        descriptor = file
        self.memory = memory
    }

    /// The one the supervisor gave this worker; nil outside of one.
    init?(inherited: Void) {
        guard let memory = Self.map(Self.inherited) else { return nil }
        descriptor = -1
        self.memory = memory
    }

    deinit {
        munmap(memory, Offset.bytes + Self.capacity)
        if descriptor >= 0 { close(descriptor) }
    }

    /// Where a fault handler puts the address.
    var faultAddress: UnsafeMutablePointer<UInt64> {
        (memory + Offset.fault).assumingMemoryBound(to: UInt64.self)
    }

    /// Where in the program the worker met a fault; nil when it met none there.
    var faultOffset: UInt64? {
        let offset = memory.load(fromByteOffset: Offset.fault, as: UInt64.self)
        return offset == 0 ? nil : offset
    }

    /// Notes the case that begins.
    func note(_ input: FuzzInput, caseNumber: Int) {
        let count = min(input.bytes.count, Self.capacity)
        memory.storeBytes(of: UInt64(clamping: caseNumber), toByteOffset: 0, as: UInt64.self)
        memory.storeBytes(
            of: UInt32(clamping: count), toByteOffset: Offset.length, as: UInt32.self)
        memory.storeBytes(
            of: input.direction == .request ? 1 : 2, toByteOffset: Offset.direction,
            as: UInt8.self)
        memory.storeBytes(
            of: UInt8(truncatingIfNeeded: input.version.rawValue), toByteOffset: Offset.version,
            as: UInt8.self)
        input.bytes.withUnsafeBytes { bytes in
            let space = UnsafeMutableRawBufferPointer(start: memory + Offset.bytes, count: count)
            space.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
    }

    /// Forgets what was noted.
    func clear() {
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: Offset.bytes)
    }

    /// The case the worker noted last; nil when it noted none.
    var noted: (input: FuzzInput, caseNumber: Int)? {
        let length = Int(memory.load(fromByteOffset: Offset.length, as: UInt32.self))
        let side = memory.load(fromByteOffset: Offset.direction, as: UInt8.self)
        let number = memory.load(fromByteOffset: Offset.version, as: UInt8.self)
        // A worker gone wild may have written anything here.
        guard length <= Self.capacity, side == 1 || side == 2,
            let version = ProtocolVersion(rawValue: UInt32(number))
        else { return nil }
        let bytes = UnsafeRawBufferPointer(start: memory + Offset.bytes, count: length)
        let caseNumber = memory.load(fromByteOffset: Offset.caseNumber, as: UInt64.self)
        return (
            FuzzInput(
                direction: side == 1 ? .request : .reply, version: version, bytes: Array(bytes)),
            Int(clamping: caseNumber)
        )
    }

    private static func map(_ file: Int32) -> UnsafeMutableRawPointer? {
        let memory = mmap(
            nil, Offset.bytes + capacity, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        return memory == MAP_FAILED ? nil : memory
    }

    private static func failure(_ message: String) -> WorkerFailure {
        WorkerFailure(description: "\(message): \(String(cString: strerror(errno)))")
    }
}
