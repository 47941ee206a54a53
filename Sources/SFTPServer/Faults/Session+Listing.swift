internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// READDIR as rules want it answered: what is listed. How it is written: Session+NameReply.swift.
extension Session {
    /// Gives the directory that OPENDIR has just opened the listing of a rule.
    func list(_ names: NamesAnswer, in exchange: Exchange) {
        guard exchange.status == .ok, let entry = handles.entry(exchange.handle.span.bytes),
            case .directory(_, let location) = entry.object
        else { return }
        entry.listing = Listing(names, location: location)
    }

    /// Whether a rule has a say in the names of a READDIR, or may want to change them.
    func isListedByHand(_ exchange: Exchange, _ entry: HandleEntry?) -> Bool {
        guard let rules = exchange.rules else { return entry?.listing != nil }
        let before = rules.before?.directive
        return entry?.listing != nil || before?.content.names != nil
            || before?.attributes != nil || context.interest.contains(.dirRead, .after)
    }

    /// READDIR in the before phase.
    func listByHand(_ exchange: inout Exchange, _ entry: HandleEntry?) {
        let before = exchange.rules?.before?.directive
        let answer = before?.content.names
        var listed = ListedNames()
        if answer?.keepsTrueNames ?? true {
            guard let entry, case .directory(let directory, let location) = entry.object else {
                replyInvalidHandle(&exchange)
                return
            }
            let listing = entry.listing ?? Listing(NamesAnswer(), location: location)
            do throws(FileSystemError) {
                listed = try batch(of: listing, directory, answer)
            } catch {
                reply(&exchange, error)
                return
            }
        }
        finish(&listed, answer)
        if let patch = before?.attributes {
            for index in listed.names.indices {
                listed.names[index].apply(patch, version: version)
            }
        }
        reply(&exchange, listed, isAnswered: answer?.groups != nil)
    }

    /// READDIR in the after phase: the names there were, or none, and those of the rule.
    func replaceNames(_ exchange: inout Exchange, _ answer: NamesAnswer) {
        var listed = exchange.rules?.repliedNames ?? ListedNames()
        if answer.keepsTrueNames {
            // An error stays what it is, and so does EOF, unless there are names to add.
            guard exchange.rules?.repliedNames != nil || answer.groups?.isEmpty == false else {
                return
            }
            listed.names.removeAll { answer.hidden?.contains($0.entry.name) == true }
        } else {
            listed.names = []
        }
        finish(&listed, answer)
        output.truncate(to: exchange.mark)
        reply(&exchange, listed, isAnswered: answer.groups != nil)
    }

    /// Adds what a rule says of one reply.
    private func finish(_ listed: inout ListedNames, _ answer: NamesAnswer?) {
        guard let answer else { return }
        add(answer.groups ?? [], to: &listed.names) { fileName($0, $1) }
        listed.longName = answer.longName ?? listed.longName
        listed.shape.merge(answer.shape)
    }

    /// NAME, or EOF where there is nothing to say.
    private func reply(_ exchange: inout Exchange, _ listed: ListedNames, isAnswered: Bool) {
        if listed.names.isEmpty, !isAnswered, !listed.goesOn, listed.shape.raw == nil {
            replyStatus(&exchange, .eof)
        } else {
            exchange.status = .ok
            exchange.outcome = .ok
            exchange.moved = UInt64(listed.names.count)
            var listed = listed
            listed.areLast = listed.areLast ?? false
            replyNames(exchange, listed)
        }
    }

    /// The names one READDIR is answered with.
    private func batch(
        of listing: Listing, _ directory: any OpenDirectory, _ answer: NamesAnswer?
    ) throws(FileSystemError) -> ListedNames {
        if listing.owesEOF {
            listing.owesEOF = false
            return ListedNames()
        }
        if let first = listing.first { return first }
        let most = answer?.batch ?? listing.plan.batch
        var left = most ?? .max
        var room = most == nil ? context.limits.listingBytes : NamesAnswer.mostBytes
        let layout = answer?.shape.layout ?? listing.plan.shape.layout ?? version
        var listed = ListedNames(
            areLast: false, longName: listing.plan.longName, shape: listing.plan.shape)
        do throws(FileSystemError) {
            while left > 0, room > 0 {
                let next = try listing.next(from: directory, in: fileSystem) {
                    fileName($0, $1)
                }
                guard var name = next else {
                    listed.areLast = true
                    break
                }
                if answer?.hidden?.contains(name.entry.name) == true {
                    // Of a listing without end all names may be hidden.
                    if listing.plan.end == .never { room -= roughSize(of: name) }
                    continue
                }
                if name.isTrue { name.entry.attributes.keepForListing(in: layout) }
                left -= 1
                room -= roughSize(of: name)
                listed.names.append(name)
            }
        } catch {
            // As without rules: names taken from the listing are not lost with the error.
            if listed.names.isEmpty { throw error }
        }
        switch listing.plan.end {
        case .never, .repeat:
            listed.goesOn = true
            listed.areLast = false
        case .eof, .first, nil: break
        }
        if listing.plan.end == .repeat { listing.first = listed }
        return listed
    }

    /// A name of a rule in a listing: an empty file of the session's user, or a directory.
    private func fileName(_ group: NameGroup, _ number: UInt32) -> ListedName {
        let name = group.name.text(number)
        let isFolder = name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8)
        let now = Timestamp(seconds: context.wallSeconds())
        let attributes = FileAttributes(
            size: 0, uid: identity.uid, gid: identity.gid,
            permissions: isFolder ? 0o040_755 : 0o100_644, accessTime: now, modifyTime: now)
        return listed(group, number, name, attributes)
    }

    /// A name of a rule with attributes that the rule changes.
    func listed(
        _ group: NameGroup, _ number: UInt32, _ name: [UInt8], _ attributes: FileAttributes
    ) -> ListedName {
        var listed = ListedName(
            entry: DirectoryEntry(name: name, attributes: attributes, linkCount: 1),
            isTrue: false, longName: group.longName, number: number)
        if let patch = group.attributes { listed.apply(patch, version: version) }
        return listed
    }

    /// Adds the names of groups up to the most one reply has.
    func add(
        _ groups: [NameGroup], to names: inout [ListedName],
        _ make: (NameGroup, UInt32) -> ListedName
    ) {
        var sequence = NameSequence(groups)
        var room = NamesAnswer.mostBytes
        while names.count < NamesAnswer.mostNames, room > 0, let next = sequence.next() {
            let name = make(next.group, next.number)
            room -= roughSize(of: name)
            names.append(name)
        }
    }

    /// About how many bytes a name takes in a NAME reply, whatever rules made of it.
    private func roughSize(of name: ListedName) -> Int {
        var size = roughSize(of: name.entry) + (name.shape.raw?.count ?? 0)
        if case .text(let text) = name.longName { size += text.text(name.number).count }
        for pair in name.entry.attributes.extended { size += pair.name.count + pair.value.count }
        return size
    }
}

extension NameShape {
    /// Takes over what `other` says.
    fileprivate mutating func merge(_ other: NameShape) {
        declaredCount = other.declaredCount ?? declaredCount
        layout = other.layout ?? layout
        if !other.trailing.isEmpty { trailing = other.trailing }
        raw = other.raw ?? raw
    }
}
