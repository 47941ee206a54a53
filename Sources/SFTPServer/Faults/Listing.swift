internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

/// One name as it is sent.
struct ListedName {
    /// The name and its attributes, changed already.
    var entry: DirectoryEntry
    /// Whether the directory has it; others are sent as the rule writes them.
    var isTrue = true
    /// The line for people; nil: that of the whole listing.
    var longName: LongNameAnswer?
    /// The number in its texts.
    var number: UInt32 = 1
    /// How its attributes are written.
    var shape = AttributesShape()

    /// Changes it as a rule says, if the rule is for it.
    mutating func apply(_ patch: AttributePatch, version: ProtocolVersion) {
        guard patch.names?.contains(entry.name) ?? true else { return }
        patch.apply(to: &entry.attributes, version: version)
        if !patch.shape.isPlain { shape = patch.shape }
    }
}

/// The names of one reply.
struct ListedNames {
    var names: [ListedName] = []
    /// Whether no more follow; nil: not said.
    var areLast: Bool?
    /// Whether more follow although there are none here.
    var goesOn = false
    /// The line for people of all names that have none of their own; nil: as `ls -l` has it.
    var longName: LongNameAnswer?
    /// How the packet is written.
    var shape = NameShape()
}

/// The names of a rule, made one by one.
struct NameSequence {
    private let groups: [NameGroup]
    private var index = 0
    private var number: UInt32 = 0

    init(_ groups: [NameGroup]) { self.groups = groups }

    /// The next group and the number of the name in it.
    mutating func next() -> (group: NameGroup, number: UInt32)? {
        guard index < groups.count else { return nil }
        let group = groups[index]
        number += 1
        let name = (group, number)
        if number >= group.count {
            index += 1
            number = 0
        }
        return name
    }
}

/// The listing a rule made of an open directory, and how far it has come.
final class Listing {
    let plan: NamesAnswer
    /// What every READDIR gets, where all get the same.
    var first: ListedNames?
    /// Whether the next READDIR is told that there are no names.
    var owesEOF: Bool

    private let location: [UInt8]
    private var sequence: NameSequence
    private var trueNamesAreThrough: Bool
    private var isEmpty = true
    private var current: ListedName?
    private var copiesLeft = 0
    /// The directory opened again, for listings that begin anew.
    private var reopened: (any OpenDirectory)?

    /// Makes a listing of the directory at `location` that has not begun.
    init(_ plan: NamesAnswer, location: [UInt8]) {
        self.plan = plan
        self.location = location
        owesEOF = plan.end == .first
        sequence = NameSequence(plan.groups ?? [])
        trueNamesAreThrough = !plan.keepsTrueNames
    }

    /// Lets go of what it has opened.
    func close() {
        reopened?.close()
        reopened = nil
    }

    /// The next name, or nil behind the last one, which a listing without end has only when it
    /// has no names at all.
    ///
    /// - Parameter make: makes a name of the rule's groups.
    func next(
        from directory: any OpenDirectory, in fileSystem: any FileSystem,
        _ make: (NameGroup, UInt32) -> ListedName
    ) throws(FileSystemError) -> ListedName? {
        if copiesLeft > 0, let current {
            copiesLeft -= 1
            return current
        }
        while true {
            let name = try trueName(from: directory) ?? sequence.next().map { make($0.0, $0.1) }
            if let name {
                isEmpty = false
                current = name
                copiesLeft = plan.copies - 1
                return name
            }
            guard plan.end == .never, !isEmpty else { return nil }
            isEmpty = true
            sequence = NameSequence(plan.groups ?? [])
            if plan.keepsTrueNames {
                reopened?.close()
                reopened = nil
                let path = location
                reopened = try fileSystem.openDirectory(path.span.bytes)
                trueNamesAreThrough = false
            }
        }
    }

    private func trueName(
        from directory: any OpenDirectory
    ) throws(FileSystemError) -> ListedName? {
        guard !trueNamesAreThrough else { return nil }
        while let entry = try (reopened ?? directory).next() {
            if plan.hidden?.contains(entry.name) != true { return ListedName(entry: entry) }
        }
        trueNamesAreThrough = true
        return nil
    }
}
