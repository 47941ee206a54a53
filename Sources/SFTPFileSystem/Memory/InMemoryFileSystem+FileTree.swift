import SFTPWire

extension InMemoryFileSystem {
    /// Makes a file system that starts with `tree`; the root belongs to the tree's owner.
    ///
    /// Over a `lower` folder it is an overlay: the tree hides what the folder has at its paths,
    /// a directory is joined with one, and whatever changes, the folder stays as it is. What it
    /// has counts towards memory limit, quotas and capacity once somebody has seen its name.
    ///
    /// - Throws: ``FileTreeError`` with every problem of the tree.
    public convenience init(
        _ tree: FileTree = FileTree(), over lower: LowerFolder? = nil,
        configuration: Configuration = Configuration()
    ) throws(FileTreeError) {
        self.init(configuration: configuration, owner: tree.owner, lower: lower)
        let time = configuration.now()
        let problems = table.withLock { table in
            var builder = TreeBuilder(owner: tree.owner, time: time)
            for (index, node) in tree.nodes.enumerated() {
                builder.add(node, index: index, to: &table)
            }
            builder.finish(&table)
            return builder.problems
        }
        guard problems.isEmpty else { throw FileTreeError(problems: problems) }
    }
}

/// Puts the nodes of a ``FileTree`` into an inode table and gathers what is wrong with them.
private struct TreeBuilder {
    let owner: FileOwner
    let time: Timestamp
    var problems: [FileTreeError.Problem] = []
    /// Directories that a node declared, not merely implied, by inode.
    private var declared: [Int: FileAttributes] = [:]
    /// What is not of the lower folder.
    private var made: Set<Int> = []

    init(owner: FileOwner, time: Timestamp) {
        self.owner = owner
        self.time = time
    }

    mutating func add(_ node: FileTree.Node, index: Int, to table: inout InodeTable) {
        do {
            try place(node, in: &table)
        } catch {
            problems.append(.init(index: index, path: node.path, reason: error))
        }
    }

    private mutating func place(
        _ node: FileTree.Node, in table: inout InodeTable
    ) throws(FileTreeError.Reason) {
        try check(node)
        let path = node.path.span.bytes
        let parts: PathParts
        do { parts = try PathParts(path) } catch { throw .invalidName }
        guard parts.last != .root else {
            return try declare(InodeTable.root, as: node, in: &table)
        }
        try checkNormal(path, parts)
        let directory = try makeParents(parts.parent, of: path, in: &table)
        if let entry = try find(path.extracting(parts.name), in: directory, of: &table) {
            let inode = table.inodes[directory].names.entries[entry].inode
            guard !table.isDirectory(inode) else {
                return try declare(inode, as: node, in: &table)
            }
            guard !made.contains(inode) else { throw .duplicate }
            table.removeName(at: entry, of: directory, time: time)
        }
        let inode = try insert(
            node, name: path.extracting(parts.name).array, into: directory, of: &table)
        if case .directory = node.entry { declared[inode] = attributes(of: node) }
    }

    /// Takes over the attributes of a node for a directory that is there already.
    private mutating func declare(
        _ inode: Int, as node: FileTree.Node, in table: inout InodeTable
    ) throws(FileTreeError.Reason) {
        guard declared[inode] == nil else { throw .duplicate }
        guard case .directory = node.entry else { throw .notADirectory }
        let attributes = attributes(of: node)
        let old = table.inodes[inode].metadata
        var changed = old
        changed.apply(attributes, time: time)
        do {
            try table.storage.pay(for: changed, insteadOf: old, isEnforced: false)
        } catch {
            throw .noSpace
        }
        table.inodes[inode].metadata = changed
        declared[inode] = attributes
    }

    /// Restores the declared times of directories, which their entries have changed since.
    func finish(_ table: inout InodeTable) {
        for (inode, attributes) in declared {
            table.inodes[inode].metadata.apply(attributes, time: time)
        }
    }

    private func attributes(of node: FileTree.Node) -> FileAttributes {
        var attributes = FileAttributes()
        attributes.permissions = node.mode
        attributes.uid = node.uid
        attributes.gid = node.gid
        attributes.accessTime = node.accessTime
        attributes.modifyTime = node.modifyTime
        attributes.createTime = node.createTime
        attributes.bits = node.bits
        attributes.acl = node.acl
        attributes.mimeType = node.mimeType
        return attributes
    }

    private func metadata(
        of node: FileTree.Node, type: UInt32, defaultMode: UInt32
    ) -> Metadata {
        Metadata(
            type: type, attributes: attributes(of: node), defaultMode: defaultMode, owner: owner,
            time: time)
    }

    private func check(_ node: FileTree.Node) throws(FileTreeError.Reason) {
        guard node.path.first == UInt8(ascii: "/") else { throw .notAbsolute }
        if let mode = node.mode, mode & ~FileMode.permissionMask != 0 { throw .invalidMode }
        do { try attributes(of: node).checkRanges() } catch { throw .invalidTime }
        switch node.entry {
        case .directory: break
        case .file(let content):
            guard content.size <= FileLimits.size else { throw .invalidSize }
            if case .repeated(let text, let size) = content, text.isEmpty, size > 0 {
                throw .invalidSize
            }
        case .symlink(let target):
            do {
                try PathRules.checkSymlinkTarget(target.span.bytes)
            } catch {
                throw .invalidTarget
            }
        }
    }

    private func checkNormal(
        _ path: RawSpan, _ parts: PathParts
    ) throws(FileTreeError.Reason) {
        guard parts.last == .name, !parts.hasTrailingSlash else { throw .notNormal }
        var components = PathComponents(parts.parent)
        var slashes = 1
        while let component = components.next(in: path) {
            guard PathParts.kind(of: component, in: path) == .name, component.lowerBound == slashes
            else { throw .notNormal }
            slashes = component.upperBound + 1
        }
        guard parts.name.lowerBound == slashes else { throw .notNormal }
    }

    private func find(
        _ name: RawSpan, in directory: Int, of table: inout InodeTable
    ) throws(FileTreeError.Reason) -> Int? {
        do {
            return try table.find(name, in: directory)
        } catch .noSpace {
            throw .noSpace
        } catch {
            throw .notReadable
        }
    }

    private mutating func makeParents(
        _ range: Range<Int>, of path: RawSpan, in table: inout InodeTable
    ) throws(FileTreeError.Reason) -> Int {
        var directory = InodeTable.root
        var components = PathComponents(range)
        while let component = components.next(in: path) {
            if let entry = try find(path.extracting(component), in: directory, of: &table) {
                directory = table.inodes[directory].names.entries[entry].inode
                guard table.isDirectory(directory) else { throw .parentNotADirectory }
            } else {
                let implied = FileTree.Node(path: [], entry: .directory)
                directory = try insert(
                    implied, name: path.extracting(component).array, into: directory, of: &table)
            }
        }
        return directory
    }

    private mutating func insert(
        _ node: FileTree.Node, name: [UInt8], into directory: Int, of table: inout InodeTable
    ) throws(FileTreeError.Reason) -> Int {
        do throws(FileSystemError) {
            return try place(node, name: name, in: directory, of: &table)
        } catch {
            throw .noSpace
        }
    }

    private mutating func place(
        _ node: FileTree.Node, name: [UInt8], in directory: Int, of table: inout InodeTable
    ) throws(FileSystemError) -> Int {
        let kind: InodeKind
        var metadata: Metadata
        let quotaFolder = table.inodes[directory].quotaFolder
        switch node.entry {
        case .directory:
            kind = .directory
            metadata = self.metadata(
                of: node, type: FileMode.directory, defaultMode: FileMode.defaultDirectory)
        case .file(let content):
            metadata = self.metadata(
                of: node, type: FileMode.regular, defaultMode: FileMode.defaultFile)
            metadata.quotaFolder = quotaFolder
            kind = .file(
                try FileNode(
                    metadata, .computed(VirtualContent(content)), identity: table.takeIdentity(),
                    storage: table.storage, isGiven: true))
        case .symlink(let target):
            kind = .symlink(target)
            var link = node
            link.mode = 0o777
            link.bits = nil
            link.acl = nil
            metadata = self.metadata(of: link, type: FileMode.symlink, defaultMode: 0o777)
        }
        metadata.quotaFolder = quotaFolder
        try table.storage.charge(kind, metadata, name: name, isEnforced: false)
        let inode = table.allocate(kind, metadata: metadata)
        made.insert(inode)
        table.attachName(name, of: inode, to: directory, time: time)
        return inode
    }
}
