internal import Glibc

/// How much memory a client takes.
enum ProcessMemory {
    /// More descendants are not looked at.
    private static let processLimit = 64

    /// The highest resident set that the process or any of its descendants had so far, bytes.
    static func peak(of process: pid_t) -> UInt64 {
        var waiting = [process]
        var seen = 0
        var highest: UInt64 = 0
        while let next = waiting.popLast(), seen < processLimit {
            seen += 1
            highest = max(highest, peakOfOne(next))
            waiting += children(of: next)
        }
        return highest
    }

    /// `VmHWM` of proc(5); 0 for a process that has ended.
    private static func peakOfOne(_ process: pid_t) -> UInt64 {
        for line in read("/proc/\(process)/status").split(separator: UInt8(ascii: "\n"))
        where line.starts(with: "VmHWM:".utf8) {
            let digits = line.filter { (0x30...0x39).contains($0) }
            let number = UInt64(String(decoding: digits, as: UTF8.self)) ?? 0
            return number.multipliedReportingOverflow(by: 1_024).partialValue
        }
        return 0
    }

    private static func children(of process: pid_t) -> [pid_t] {
        read("/proc/\(process)/task/\(process)/children").split(separator: UInt8(ascii: " "))
            .compactMap { pid_t(String(decoding: $0, as: UTF8.self)) }
    }

    private static func read(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}
