public import SFTPWire

/// Reads what a decoded packet leaves unread until somebody asks: lists, pairs, typed replies.
public enum LazyParts {
    /// Reads all of them; what is wrong in them is an error of theirs and no finding.
    ///
    /// - Returns: how many parts could be read, so that no reading is left out as unused.
    @discardableResult
    public static func read(
        _ packet: RawSpan, _ direction: PacketType.Direction, _ version: ProtocolVersion
    ) -> Int {
        do throws(WireError) {
            switch try Packet(packet, direction: direction, version: version) {
            case .`init`(let packet): return read(packet.extensions, version)
            case .version(let packet): return read(packet.extensions, version)
            case .realpath(let packet): return count(packet.composePaths)
            case .status(let packet):
                return count(packet.unknownNames) + tables(packet.code, packet.id)
            case .symlink:
                return readable { () throws(WireError) in
                    // The other order, which clients of some servers send.
                    var reader = try WireReader(packet: packet)
                    _ = try SymlinkRequest(from: &reader, version: version, order: .draft).id
                }
            case .attrs(let packet):
                let type = FileType(mode: packet.attributes.permissions ?? 0)
                return type.nearest(in: version).exists(in: version) ? 1 : 0
            case .name(let packet): return packet.endOfList == nil ? 0 : 1
            case .knownExtended(.usersGroupsByID(let packet)): return count(packet)
            case .extendedReply: return readReplies(packet, version)
            default: return 0
            }
        } catch {
            return 0
        }
    }

    /// The tables have an answer for any number, and a name leads back to it: in how many versions
    /// the code exists.
    private static func tables(_ code: StatusCode, _ id: UInt32) -> Int {
        if let name = code.name, code.row?.name != name || StatusCode(name: name) != code {
            fatalError("\(name) is not the name of \(code.rawValue)")
        }
        var buffer = WireBuffer()
        return ProtocolVersion.allCases.count { version in
            StatusReply(id: id, code: code.nearest(in: version))
                .write(to: &buffer, version: version)
            let told = code.downgraded(to: version)
            guard told.exists(in: version) else {
                fatalError("\(code.rawValue) is \(told.rawValue) in version \(version)")
            }
            return code.exists(in: version)
        }
    }

    private static func count(_ strings: consuming WireStrings) -> Int {
        var strings = strings
        var count = 0
        while strings.next() != nil { count += 1 }
        return count
    }

    private static func count(_ request: borrowing UsersGroupsByIDRequest) -> Int {
        // One index too far: nil and not a trap.
        let uids = (0...request.uids.count).compactMap { request.uids.id(at: $0) }
        let gids = (0...request.gids.count).compactMap { request.gids.id(at: $0) }
        return uids.count + gids.count
    }

    private static func read(
        _ pairs: consuming ExtensionPairs, _ version: ProtocolVersion
    ) -> Int {
        var pairs = pairs
        var count = 0
        do throws(WireError) {
            while let pair = try pairs.next() {
                count += ExtensionName(pair.name) == nil ? 0 : 1
                // What is read can be written; the buffer is for nothing else.
                var buffer = WireBuffer()
                count += readable { () throws(WireError) in
                    try SupportedFeatures(data: pair.data, version: version)
                        .write(to: &buffer, version: version)
                }
                count += readable { () throws(WireError) in
                    try ACLCapabilities(data: pair.data).write(to: &buffer)
                }
                count += readable { () throws(WireError) in
                    try VendorIDData(data: pair.data).write(to: &buffer)
                }
            }
        } catch {
            return count
        }
        return count
    }

    /// An EXTENDED_REPLY does not say which request it answers: every form is tried.
    ///
    /// What can be read is written as it was, up to the bytes behind its last field.
    private static func readReplies(_ packet: RawSpan, _ version: ProtocolVersion) -> Int {
        written(packet) { reader, buffer throws(WireError) in
            try StatvfsReply(from: &reader, version: version).write(to: &buffer, version: version)
        }
            + written(packet) { reader, buffer throws(WireError) in
                try LimitsReply(from: &reader, version: version)
                    .write(to: &buffer, version: version)
            }
            + written(packet) { reader, buffer throws(WireError) in
                try SpaceAvailableReply(from: &reader, version: version)
                    .write(to: &buffer, version: version)
            }
            + written(packet) { reader, buffer throws(WireError) in
                try UsersGroupsByIDReply(from: &reader, version: version)
                    .write(to: &buffer, version: version)
            }
            + written(packet) { reader, buffer throws(WireError) in
                try CheckFileReply(from: &reader, version: version)
                    .write(to: &buffer, version: version)
            }
            + readable { () throws(WireError) in
                // The name before these two may be any; it is written as it should be.
                var buffer = WireBuffer()
                var reader = try WireReader(packet: packet)
                try CheckFileReply(from: &reader, version: version, repeatsName: true)
                    .write(to: &buffer, version: version, repeatsName: true)
                reader = try WireReader(packet: packet)
                try MD5HashReply(from: &reader, version: version)
                    .write(to: &buffer, version: version)
            }
    }

    private static func written(
        _ packet: RawSpan,
        _ body: (inout WireReader, inout WireBuffer) throws(WireError) -> Void
    ) -> Int {
        var buffer = WireBuffer()
        let count = readable { () throws(WireError) in
            var reader = try WireReader(packet: packet)
            try body(&reader, &buffer)
        }
        // Length and type are before the id.
        guard count == 0 || packet.array.dropFirst(5).starts(with: buffer.unread.array.dropFirst(5))
        else { fatalError("a typed reply is not written as it was read") }
        return count
    }

    private static func readable(_ body: () throws(WireError) -> Void) -> Int {
        do throws(WireError) {
            try body()
            return 1
        } catch {
            return 0
        }
    }
}
