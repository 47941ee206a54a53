import SFTPWire
import Testing

struct WireBufferTests {
    @Test func `integers are appended most significant byte first`() {
        #expect(
            written { buffer in
                buffer.append(UInt8(0x01))
                buffer.append(UInt32(0x0203_0405))
                buffer.append(UInt64(0x0607_0809_0a0b_0c0d))
            } == hex("01 02030405 060708090a0b0c0d"))
    }

    @Test func `a string is its length and its bytes`() {
        #expect(
            written { $0.appendString(RawSpan(literal: "abc")) } == hex("00000003 616263"))
        #expect(written { $0.appendString(RawSpan()) } == hex("00000000"))
    }

    @Test func `endPacket patches the length of the packet begun`() {
        #expect(
            written { buffer in
                buffer.append(UInt8(0xee))
                let start = buffer.beginPacket(.status, id: 7)
                buffer.append(UInt32(0))
                buffer.endPacket(start)
            } == hex("ee 00000009 65 00000007 00000000"))
    }

    @Test func `a packet can be ended after the bytes before it were consumed`() {
        var buffer = WireBuffer()
        buffer.append(hex("0000000000000000").span.bytes)
        let start = buffer.beginPacket(.close, id: 1)
        buffer.consume(8)
        buffer.endPacket(start)
        #expect(bytes(of: buffer) == hex("00000005 04 00000001"))
        #expect(start == 8)
        #expect(buffer.consumedCount == 8)
        #expect(buffer.endPosition == 17)
    }

    @Test func `bytes leave in the order they came, whatever the pace`() {
        var buffer = WireBuffer(keptCapacity: 0)
        var random = SeededRandom(seed: 7)
        var appended: UInt8 = 0
        var consumed: UInt8 = 0
        var isOrdered = true
        for _ in 0..<20_000 {
            for _ in 0..<random.next(below: 40) {
                buffer.append(appended)
                appended &+= 1
            }
            let count = random.next(below: 45)
            for byte in buffer.unread.array.prefix(count) {
                isOrdered = isOrdered && byte == consumed
                consumed &+= 1
            }
            buffer.consume(count)
        }
        #expect(isOrdered)
        #expect(buffer.allocatedByteCount < 64 * 1024)
    }

    @Test func `consuming more than waits empties the buffer`() {
        var buffer = WireBuffer()
        buffer.append(UInt32(1))
        buffer.consume(100)
        #expect(buffer.unreadCount == 0)
        #expect(buffer.consumedCount == 4)
        buffer.consume(-1)
        #expect(buffer.consumedCount == 4)
    }

    @Test func `space handed out is appended as far as it was written`() {
        var buffer = WireBuffer()
        let count = buffer.append(upTo: 100) { space in
            space[0] = 0xaa
            space[1] = 0xbb
            return 2
        }
        buffer.append(UInt8(0xcc))
        #expect(count == 2)
        #expect(bytes(of: buffer) == hex("aabbcc"))
    }

    @Test func `nothing is appended when the one who writes throws`() {
        var buffer = WireBuffer()
        buffer.append(UInt8(1))
        #expect(throws: WireError.self) {
            try appendFailing(&buffer)
        }
        #expect(bytes(of: buffer) == [1])
    }

    private func appendFailing(_ buffer: inout WireBuffer) throws {
        _ = try buffer.append(upTo: 8) { _ throws(WireError) in
            throw WireError(.truncated, at: 0, in: "test")
        }
    }

    @Test(arguments: [-5, 101, Int.max, Int.min])
    func `a count outside of the space is clamped`(claimed: Int) {
        var buffer = WireBuffer()
        let count = buffer.append(upTo: 100) { _ in claimed }
        #expect(count == (claimed < 0 ? 0 : 100))
        #expect(buffer.unreadCount == count)
    }

    @Test func `what would pass the limit is left out and the buffer says so`() {
        var buffer = WireBuffer(limit: 10)
        buffer.append(UInt64(1))
        #expect(buffer.hasOverflowed == false)
        buffer.append(UInt32(2))
        #expect(buffer.hasOverflowed == true)
        #expect(bytes(of: buffer) == hex("0000000000000001"))
    }

    @Test func `a packet that passed the limit is taken out as a whole`() {
        var buffer = WireBuffer(limit: 16)
        let start = buffer.beginPacket(.data, id: 1)
        buffer.appendString(RawSpan(literal: "0123456789"))
        buffer.endPacket(start)
        #expect(buffer.hasOverflowed == true)
        #expect(buffer.unreadCount == 0)
    }

    @Test func `no space past the limit is handed out`() {
        var buffer = WireBuffer(limit: 8)
        let count = buffer.append(upTo: 9) { space in
            #expect(space.isEmpty)
            return 9
        }
        #expect(count == 0)
        #expect(buffer.hasOverflowed == true)
    }

    @Test func `a burst's memory is given back when the buffer runs empty`() {
        var buffer = WireBuffer(keptCapacity: 4096)
        _ = buffer.append(upTo: 100_000) { $0.count }
        #expect(buffer.allocatedByteCount >= 100_000)
        buffer.consume(100_000)
        #expect(buffer.allocatedByteCount == 0)
        buffer.append(UInt8(1))
        buffer.consume(1)
        #expect(buffer.allocatedByteCount == 512)
    }

    @Test func `memory stays small when little waits at a time`() {
        var buffer = WireBuffer()
        buffer.append(UInt32(0))
        for _ in 0..<100_000 {
            buffer.append(UInt32(0))
            buffer.consume(4)
        }
        #expect(buffer.unreadCount == 4)
        #expect(buffer.allocatedByteCount == 512)
    }

    @Test func `truncate takes back what was appended since`() {
        var buffer = WireBuffer()
        buffer.append(UInt32(1))
        let position = buffer.endPosition
        buffer.append(UInt32(2))
        buffer.truncate(to: position)
        #expect(bytes(of: buffer) == hex("00000001"))
    }

    @Test(arguments: [-1, 0, 1, 9, Int.max, Int.min])
    func `positions that do not wait change nothing`(position: Int) {
        var buffer = WireBuffer()
        buffer.append(UInt64(0))
        buffer.consume(2)
        buffer.truncate(to: position)
        buffer.patch(0xffff_ffff, at: position)
        #expect(bytes(of: buffer) == hex("000000000000"))
        #expect(buffer.bytes(from: position).byteCount == 0)
    }

    @Test func `an empty buffer lends no bytes`() {
        let buffer = WireBuffer()
        #expect(buffer.withUnreadBytes { $0.count } == 0)
        #expect(buffer.unread.byteCount == 0)
    }
}
