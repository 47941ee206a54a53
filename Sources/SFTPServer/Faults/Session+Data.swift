internal import SFTPFileSystem
internal import SFTPWire
internal import Scenario

// READ as rules want it answered.
extension Session {
    /// Answers READ in the before phase: from the file, unless the bytes come from elsewhere.
    func answerRead(
        _ exchange: inout Exchange, _ answer: DataAnswer, _ entry: HandleEntry?, _ asked: Int
    ) {
        if answer.source == .file {
            guard let entry, case .file(let file) = entry.object else {
                replyInvalidHandle(&exchange)
                return
            }
            var count = answer.count(for: min(asked, WireLimits.dataLength))
            if case .at(let end) = answer.end, let offset = exchange.offset {
                count = Int(clamping: min(UInt64(count), end - min(end, offset)))
            }
            readFile(&exchange, file, entry.use, exchange.offset ?? 0, count)
        }
        changeData(&exchange, answer)
    }

    /// Makes the reply, or changes the one there is, as `answer` says.
    func changeData(_ exchange: inout Exchange, _ answer: DataAnswer) {
        let offset = exchange.offset ?? 0
        let asked = min(Int(clamping: exchange.asked ?? 0), WireLimits.dataLength)
        let count = answer.count(for: asked)
        var isLiteral = false
        var block: [UInt8]
        do throws(FileSystemError) {
            switch answer.source {
            case .bytes(let text):
                isLiteral = true
                block = Array(text.bytes.prefix(Int(clamping: answer.atMost ?? .max)))
            case .generated(let filling):
                block = Self.generate(filling, at: offset, count: count)
            case .path(let path): block = try read(path, at: offset, count: count)
            case .file:
                guard let found = try trueBlock(exchange, answer, count: count) else { return }
                block = found
            }
        } catch {
            output.truncate(to: exchange.mark)
            reply(&exchange, error)
            return
        }
        if !isLiteral { finish(&block, answer, at: offset, count: count) }
        answer.corruption?.apply(to: &block, at: offset)
        output.truncate(to: exchange.mark)
        if block.isEmpty, count > 0, !isLiteral {
            replyStatus(&exchange, .eof)
        } else {
            replyData(&exchange, block.span.bytes)
        }
        exchange.rules?.finish = ReplyFinish(
            declared: answer.declaredLength, trailing: answer.trailing)
    }

    /// Ends the block where the rule says, and fills up what it says there is.
    private func finish(
        _ block: inout [UInt8], _ answer: DataAnswer, at offset: UInt64, count: Int
    ) {
        if block.count > count { block.removeLast(block.count - count) }
        var wanted = answer.end == .never || answer.extra > 0 && !block.isEmpty ? count : 0
        if case .at(let end) = answer.end {
            let left = Int(clamping: end - min(end, offset))
            if block.count > left { block.removeLast(block.count - left) }
            wanted = min(wanted, left)
        }
        if block.count < wanted {
            block.append(contentsOf: repeatElement(0, count: wanted - block.count))
        }
    }

    /// The bytes the operation came to, with those that follow in the file if more are wanted;
    /// none at its end, nil when the reply says something else.
    private func trueBlock(
        _ exchange: Exchange, _ answer: DataAnswer, count: Int
    ) throws(FileSystemError) -> [UInt8]? {
        let reply = output.bytes(from: exchange.mark).array
        guard reply.count > 4, reply[4] == PacketType.data.rawValue else {
            return exchange.outcome == .eof ? [] : nil
        }
        // Length, type, id and the data's own length; version 6 may have a byte behind it.
        let size = reply[9..<13].reduce(0) { $0 << 8 | Int($1) }
        var block = Array(reply[13...].prefix(size))
        if answer.extra > 0, block.count < count,
            let entry = handles.entry(exchange.handle.span.bytes), entry.use.text == nil,
            case .file(let file) = entry.object, let offset = exchange.offset
        {
            block += try Self.bytes(
                of: file, at: offset &+ UInt64(block.count), count: count - block.count)
        }
        return block
    }

    private func read(
        _ path: [UInt8], at offset: UInt64, count: Int
    ) throws(FileSystemError) -> [UInt8] {
        let file = try context.fileSystem.open(
            path.span.bytes, options: .read, attributes: FileAttributes(), owner: identity.owner)
        let bytes = try Self.bytes(of: file, at: offset, count: count)
        try file.close()
        return bytes
    }

    private static func bytes(
        of file: any OpenFile, at offset: UInt64, count: Int
    ) throws(FileSystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var result: Result<Int, FileSystemError> = .success(0)
        bytes.withUnsafeMutableBytes { space in
            result = Result { () throws(FileSystemError) in
                try file.read(at: offset, into: space)
            }
        }
        bytes.removeLast(count - min(count, try result.get()))
        return bytes
    }

    private static func generate(
        _ filling: DataAnswer.Filling, at offset: UInt64, count: Int
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let space = UnsafeMutableRawBufferPointer(buffer)
            switch filling {
            case .zero: space.initializeMemory(as: UInt8.self, repeating: 0)
            case .random(let seed):
                VirtualContent(.random(size: .max, seed: seed)).fill(space, at: offset)
            case .counter:
                for index in 0..<count {
                    let place = offset &+ UInt64(index)
                    buffer[index] = UInt8(truncatingIfNeeded: (place & ~7) >> (56 - place % 8 * 8))
                }
            }
            filled = count
        }
    }
}
