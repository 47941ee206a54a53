import SFTPFileSystem
import SFTPWire

/// How many calls a file system had, which of them fails, and what is open.
final class Counting: @unchecked Sendable {
    // Unchecked because FileSystem is Sendable. Safe: one test on one thread uses it.

    /// Calls so far; closing a directory cannot fail and is none.
    var calls = 0
    /// The call that fails, from 1; 0: none.
    var failing = 0
    /// What it fails with.
    var error = FileSystemError.inputOutput
    /// Files and directories opened and not closed.
    var open = 0
    /// Closes of what was closed before.
    var closedTwice = 0

    /// Counts a call and fails if it is the one to fail.
    func call() throws(FileSystemError) {
        calls += 1
        if calls == failing { throw error }
    }

    /// Counts a close.
    func close(_ isOpen: inout Bool) {
        if isOpen { open -= 1 } else { closedTwice += 1 }
        isOpen = false
    }
}

/// A file system whose n-th call fails, before anything is done.
final class FaultyFileSystem: FileSystem {
    private let stored: any FileSystem
    private let counting: Counting

    init(_ stored: any FileSystem, _ counting: Counting) {
        self.stored = stored
        self.counting = counting
    }

    func canonicalPath(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        try counting.call()
        return try stored.canonicalPath(path)
    }

    func attributes(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileAttributes {
        try counting.call()
        return try stored.attributes(path, followingSymlinks: followingSymlinks)
    }

    func identity(
        _ path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) -> FileIdentity {
        try counting.call()
        return try stored.identity(path, followingSymlinks: followingSymlinks)
    }

    func setAttributes(
        _ attributes: FileAttributes, path: RawSpan, followingSymlinks: Bool
    ) throws(FileSystemError) {
        try counting.call()
        try stored.setAttributes(attributes, path: path, followingSymlinks: followingSymlinks)
    }

    func open(
        _ path: RawSpan, options: OpenOptions, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) -> any OpenFile {
        try counting.call()
        let file = try stored.open(path, options: options, attributes: attributes, owner: owner)
        return FaultyFile(file, counting)
    }

    func openDirectory(_ path: RawSpan) throws(FileSystemError) -> any OpenDirectory {
        try counting.call()
        return FaultyDirectory(try stored.openDirectory(path), counting)
    }

    func makeDirectory(
        _ path: RawSpan, attributes: FileAttributes, owner: FileOwner
    ) throws(FileSystemError) {
        try counting.call()
        try stored.makeDirectory(path, attributes: attributes, owner: owner)
    }

    func removeDirectory(_ path: RawSpan) throws(FileSystemError) {
        try counting.call()
        try stored.removeDirectory(path)
    }

    func removeFile(_ path: RawSpan) throws(FileSystemError) {
        try counting.call()
        try stored.removeFile(path)
    }

    func rename(_ from: RawSpan, to: RawSpan, replacing: Bool) throws(FileSystemError) {
        try counting.call()
        try stored.rename(from, to: to, replacing: replacing)
    }

    func readSymlink(_ path: RawSpan) throws(FileSystemError) -> [UInt8] {
        try counting.call()
        return try stored.readSymlink(path)
    }

    func makeSymlink(
        at path: RawSpan, target: RawSpan, owner: FileOwner
    ) throws(FileSystemError) {
        try counting.call()
        try stored.makeSymlink(at: path, target: target, owner: owner)
    }

    func makeHardLink(at path: RawSpan, existing: RawSpan) throws(FileSystemError) {
        try counting.call()
        try stored.makeHardLink(at: path, existing: existing)
    }

    func statistics(_ path: RawSpan) throws(FileSystemError) -> FileSystemStatistics {
        try counting.call()
        return try stored.statistics(path)
    }
}

private final class FaultyFile: OpenFile {
    var identity: FileIdentity { stored.identity }
    private let stored: any OpenFile
    private let counting: Counting
    private var isOpen = true

    init(_ stored: any OpenFile, _ counting: Counting) {
        self.stored = stored
        self.counting = counting
        counting.open += 1
    }

    func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(FileSystemError) -> Int {
        try counting.call()
        return try stored.read(at: offset, into: buffer)
    }

    func write(_ bytes: RawSpan, at offset: UInt64) throws(FileSystemError) {
        try counting.call()
        try stored.write(bytes, at: offset)
    }

    func attributes() throws(FileSystemError) -> FileAttributes {
        try counting.call()
        return try stored.attributes()
    }

    func setAttributes(_ attributes: FileAttributes) throws(FileSystemError) {
        try counting.call()
        try stored.setAttributes(attributes)
    }

    func synchronize() throws(FileSystemError) {
        try counting.call()
        try stored.synchronize()
    }

    func statistics() throws(FileSystemError) -> FileSystemStatistics {
        try counting.call()
        return try stored.statistics()
    }

    /// A close that fails has closed, as on Linux.
    func close() throws(FileSystemError) {
        counting.close(&isOpen)
        try stored.close()
        try counting.call()
    }
}

private final class FaultyDirectory: OpenDirectory {
    private let stored: any OpenDirectory
    private let counting: Counting
    private var isOpen = true

    init(_ stored: any OpenDirectory, _ counting: Counting) {
        self.stored = stored
        self.counting = counting
        counting.open += 1
    }

    func next() throws(FileSystemError) -> DirectoryEntry? {
        try counting.call()
        return try stored.next()
    }

    func close() {
        counting.close(&isOpen)
        stored.close()
    }
}
