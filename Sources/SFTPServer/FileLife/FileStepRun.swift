internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

/// Carries out one change of files that a rule asked for, through the calls any backend has.
struct FileStepRun {
    private static let slash = UInt8(ascii: "/")

    /// The files as they are stored, those held from sight too.
    let files: any FileSystem
    /// Who owns what is made.
    let owner: FileOwner

    /// Does the step to the file at `path`.
    ///
    /// - Throws: what the backend throws; what was done until then stays done.
    func carryOut(_ work: FileStep.Work, on path: [UInt8]) throws(FileSystemError) {
        switch work {
        case .remove: try remove(path)
        case .move(let target): try move(path, to: target.bytes)
        case .create(let filling): try create(path, filling)
        case .append(let filling): try append(filling, to: path)
        case .resize(let size): try set(FileAttributes(size: size), of: path)
        case .set(let attributes): try set(attributes, of: path)
        case .makeDirectory:
            try makeParents(of: path)
            try makeDirectory(path)
        case .symlink(let target):
            try makeParents(of: path)
            let text = target.bytes
            try files.makeSymlink(at: path.span.bytes, target: text.span.bytes, owner: owner)
        case .hold: break
        }
    }

    private func remove(_ path: [UInt8]) throws(FileSystemError) {
        do throws(FileSystemError) {
            try files.removeFile(path.span.bytes)
        } catch {
            guard error == .isADirectory else { throw error }
            try files.removeDirectory(path.span.bytes)
        }
    }

    private func move(_ path: [UInt8], to target: [UInt8]) throws(FileSystemError) {
        var place = SessionPath.normalized(target)
        if target.last == Self.slash {
            if place.last != Self.slash { place.append(Self.slash) }
            place += path[((path.lastIndex(of: Self.slash) ?? -1) + 1)...]
        }
        try makeParents(of: place)
        try files.rename(path.span.bytes, to: place.span.bytes, replacing: true)
    }

    private func create(_ path: [UInt8], _ filling: FileFilling) throws(FileSystemError) {
        try makeParents(of: path)
        try write(filling, to: path, [.write, .create, .truncate])
    }

    private func append(_ filling: FileFilling, to path: [UInt8]) throws(FileSystemError) {
        try write(filling, to: path, [.write, .create, .append])
    }

    private func write(
        _ filling: FileFilling, to path: [UInt8], _ options: OpenOptions
    ) throws(FileSystemError) {
        let file = try files.open(
            path.span.bytes, options: options, attributes: FileAttributes(), owner: owner)
        do throws(FileSystemError) {
            let size = try file.attributes().size ?? 0
            switch filling {
            case .bytes(let text):
                let bytes = text.bytes
                try file.write(bytes.span.bytes, at: size)
            case .zeros(let count):
                let (end, overflow) = size.addingReportingOverflow(count)
                guard !overflow else { throw .invalidArgument }
                try file.setAttributes(FileAttributes(size: end))
            }
        } catch {
            // What went wrong first is what there is to tell.
            try? file.close()
            throw error
        }
        try file.close()
    }

    private func set(
        _ attributes: FileAttributes, of path: [UInt8]
    ) throws(FileSystemError) {
        try files.setAttributes(attributes, path: path.span.bytes, followingSymlinks: true)
    }

    private func makeDirectory(_ path: [UInt8]) throws(FileSystemError) {
        try files.makeDirectory(
            path.span.bytes, attributes: FileAttributes(permissions: 0o755), owner: owner)
    }

    private func makeParents(of path: [UInt8]) throws(FileSystemError) {
        guard let last = path.lastIndex(of: Self.slash), last > 0 else { return }
        let parent = Array(path[..<last])
        guard (try? files.identity(parent.span.bytes, followingSymlinks: true)) == nil else {
            return
        }
        for index in parent.indices where parent[index] == Self.slash && index > 0 {
            try makeMissing(Array(parent[..<index]))
        }
        try makeMissing(parent)
    }

    private func makeMissing(_ path: [UInt8]) throws(FileSystemError) {
        do throws(FileSystemError) {
            try makeDirectory(path)
        } catch {
            guard error == .alreadyExists else { throw error }
        }
    }
}
