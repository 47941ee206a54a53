internal import SFTPWire
internal import Scenario

/// Something that waits to be put into the output.
enum Emission {
    /// Bytes, once or often.
    case run(EmissionRun)
    /// The end of the connection, behind all that went before.
    case end(ConnectionFault)
}

/// Bytes that are put into the output so often; the copies are made when there is room.
struct EmissionRun {
    /// One copy.
    let bytes: [UInt8]
    /// Copies that have not gone whole.
    private(set) var remaining: Int
    /// The id that the next copy gets, if each has its own, and what is added for the next.
    private var nextID: UInt32?
    private let step: UInt32
    /// How a copy is cut, and how much of it has gone.
    let pieces: FrameEdit.Pieces?
    private var position = 0

    /// Behind length and type.
    private static let idOffset = 5

    /// So many copies, all alike.
    init(_ bytes: [UInt8], count: Int = 1, pieces: FrameEdit.Pieces? = nil) {
        self.bytes = bytes
        self.pieces = pieces
        remaining = count
        step = 0
    }

    /// So many packets whose ids count from `id` on.
    init(_ bytes: [UInt8], count: Int, id: UInt32, step: UInt32) {
        self.bytes = bytes
        self.step = step
        pieces = nil
        remaining = count
        nextID = bytes.count >= Self.idOffset + 4 ? id : nil
    }

    /// Bytes of memory it takes.
    var byteCount: Int { bytes.count }

    /// Puts whole copies into the output while fewer than `room` bytes wait there; true when
    /// none is left.
    mutating func fill(_ output: inout WireBuffer, room: Int) -> Bool {
        while remaining > 0 {
            guard output.isEmpty || output.unreadCount + bytes.count <= room else { return false }
            let start = output.endPosition
            output.append(bytes.span.bytes)
            if let id = nextID {
                output.patch(id, at: start + Self.idOffset)
                nextID = id &+ step
            }
            remaining -= 1
        }
        return true
    }

    /// Puts the next piece into the output; true when none is left.
    mutating func fillPiece(_ output: inout WireBuffer, _ pieces: FrameEdit.Pieces) -> Bool {
        let end: Int =
            switch pieces.cut {
            case .every(let size): min(position + max(size, 1), bytes.count)
            case .at(let cuts): min(cuts.first { $0 > position } ?? bytes.count, bytes.count)
            }
        output.append(bytes.span.extracting(position..<end).bytes)
        position = end
        guard position == bytes.count else { return false }
        position = 0
        remaining -= 1
        return remaining <= 0
    }
}
