import SFTPWire

/// One packet of the server, taken apart by SFTPWire.
enum Reply: Equatable {
    case version(UInt32, extensions: [String])
    case status(UInt32, StatusCode, message: String, language: String)
    case handle(UInt32, [UInt8])
    case data(UInt32, [UInt8])
    case names(UInt32, [Name], endOfList: Bool? = nil)
    case attributes(UInt32, FileAttributes)
    case extended(UInt32, [UInt8])
    case undecodable([UInt8], WireError)

    struct Name: Equatable {
        var name: Text
        var longName: Text
        var attributes: FileAttributes
    }

    /// Decodes a whole packet.
    init(_ packet: [UInt8], version: ProtocolVersion = .v3) {
        do throws(WireError) {
            switch try Packet(
                packet.span.bytes, direction: .reply, version: version, isStrict: false)
            {
            case .version(let reply):
                var pairs = reply.extensions
                var names: [String] = []
                while let pair = try pairs.next() {
                    let name = String(decoding: pair.name.array, as: UTF8.self)
                    names.append(name + "=" + String(decoding: pair.data.array, as: UTF8.self))
                }
                self = .version(reply.version, extensions: names)
            case .status(let reply):
                self = .status(
                    reply.id, reply.code,
                    message: String(decoding: reply.message.array, as: UTF8.self),
                    language: String(decoding: reply.language.array, as: UTF8.self))
            case .handle(let reply): self = .handle(reply.id, reply.handle.array)
            case .data(let reply): self = .data(reply.id, reply.data.array)
            case .name(let reply):
                self = .names(reply.id, try Self.names(reply), endOfList: reply.endOfList)
            case .attrs(let reply): self = .attributes(reply.id, reply.attributes)
            case .extendedReply(let reply): self = .extended(reply.id, reply.payload.array)
            default: self = .undecodable(packet, WireError(.unexpectedType, at: 4, in: "type"))
            }
        } catch {
            self = .undecodable(packet, error)
        }
    }

    private static func names(_ reply: borrowing NameReply) throws(WireError) -> [Name] {
        var entries = reply.entries
        var names: [Name] = []
        while let entry = try entries.next() {
            names.append(
                Name(
                    name: Text(entry.filename.array), longName: Text(entry.longname.array),
                    attributes: entry.attributes))
        }
        return names
    }

    /// A status with the language every default message has.
    static func status(_ id: UInt32, _ code: StatusCode, _ message: String) -> Reply {
        .status(id, code, message: message, language: "en")
    }

    /// A plain success.
    static func ok(_ id: UInt32 = 7) -> Reply { .status(id, .ok, "Success.") }

    /// The answer to a handle nobody has: version 3 has no code of its own for it.
    static func invalidHandle(_ id: UInt32 = 7) -> Reply {
        .status(id, .failure, "Invalid handle")
    }

    /// One name without attributes, as REALPATH and READLINK answer.
    static func path(_ path: Text, id: UInt32 = 7) -> Reply {
        .names(id, [Name(name: path, longName: path, attributes: FileAttributes())])
    }

    var id: UInt32? {
        switch self {
        case .version: nil
        case .undecodable(let packet, _):
            packet.count >= 9 ? packet[5..<9].reduce(0) { $0 << 8 | UInt32($1) } : nil
        case .status(let id, _, _, _), .handle(let id, _), .data(let id, _), .names(let id, _, _),
            .attributes(let id, _), .extended(let id, _):
            id
        }
    }

    var code: StatusCode? {
        if case .status(_, let code, _, _) = self { code } else { nil }
    }

    var handle: [UInt8]? {
        if case .handle(_, let handle) = self { handle } else { nil }
    }

    var data: [UInt8]? {
        if case .data(_, let data) = self { data } else { nil }
    }

    var attributes: FileAttributes? {
        if case .attributes(_, let attributes) = self { attributes } else { nil }
    }

    var names: [Name]? {
        if case .names(_, let names, _) = self { names } else { nil }
    }
}
