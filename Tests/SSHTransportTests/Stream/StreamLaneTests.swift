import Glibc
import Testing

@testable import SSHTransport

struct StreamLaneTests {
    /// A socket pair on each side of a lane.
    private final class Ends {
        var source: [Int32] = [-1, -1]
        var sink: [Int32] = [-1, -1]

        init() {
            let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
            _ = socketpair(AF_UNIX, type, 0, &source)
            _ = socketpair(AF_UNIX, type, 0, &sink)
        }

        deinit { for descriptor in source + sink { close(descriptor) } }

        func give(_ bytes: [UInt8]) { _ = send(source[0], bytes, bytes.count, 0) }

        func take() -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(sink[1], &bytes, bytes.count, 0)
            return Array(bytes.prefix(max(count, 0)))
        }

        func pass(_ lane: inout StreamLane, now: UInt64) {
            _ = lane.fill(from: source[1], now: now)
            _ = lane.drain(to: sink[0], now: now)
        }
    }

    private static let text = Array("abcdefghij".utf8)

    @Test(
        arguments: [
            ([(0, StreamEdit.insert([0x21]))], "!abcdefghij"),
            ([(3, .insert([0x21, 0x3f]))], "abc!?defghij"),
            ([(10, .insert([0x21]))], "abcdefghij!"),
            ([(11, .insert([0x21]))], "abcdefghij"),
            ([(3, .insert([0x31])), (3, .insert([0x32]))], "abc12defghij"),
            ([(0, .flip([0x20]))], "Abcdefghij"),
            ([(8, .flip([0x20, 0x20, 0x20]))], "abcdefghIJ"),
            ([(2, .insert([0x21])), (2, .flip([0x20]))], "ab!Cdefghij"),
            ([(4, .flip([0x20])), (2, .flip([0x20]))], "abCdEfghij"),
        ] as [([(UInt64, StreamEdit)], String)])
    func `bytes change at their places, however the stream is split`(
        edits: [(UInt64, StreamEdit)], result: String
    ) {
        for piece in 1...Self.text.count {
            let ends = Ends()
            var lane = StreamLane()
            for (place, edit) in edits { lane.edit(at: place, edit, now: 0) }
            var start = 0
            while start < Self.text.count {
                let end = min(start + piece, Self.text.count)
                ends.give(Array(Self.text[start..<end]))
                ends.pass(&lane, now: 0)
                start = end
            }
            #expect(String(decoding: ends.take(), as: UTF8.self) == result, "pieces of \(piece)")
        }
    }

    @Test(arguments: [0, 1, 5, 9, 10] as [UInt64])
    func `a cut lets so many bytes pass, and is due once they are written`(count: UInt64) {
        for piece in 1...Self.text.count {
            let ends = Ends()
            var lane = StreamLane()
            lane.cut(after: count, .fin)
            var start = 0
            while start < Self.text.count {
                let end = min(start + piece, Self.text.count)
                ends.give(Array(Self.text[start..<end]))
                ends.pass(&lane, now: 0)
                start = end
            }
            for _ in 0..<10 { ends.pass(&lane, now: 0) }
            #expect(ends.take() == Array(Self.text.prefix(Int(count))))
            #expect(lane.dueCut == .fin)
        }
    }

    @Test func `a place counts from the byte that comes next`() {
        let ends = Ends()
        var lane = StreamLane()
        ends.give(Self.text)
        ends.pass(&lane, now: 0)
        lane.edit(at: 1, .flip([0x20]), now: 0)
        ends.give(Self.text)
        ends.pass(&lane, now: 0)
        #expect(String(decoding: ends.take(), as: UTF8.self) == "abcdefghijaBcdefghij")
    }

    @Test func `a rate lets bytes pass as time goes, and the lane says when it goes on`() {
        let ends = Ends()
        var lane = StreamLane()
        var shape = StreamShape()
        shape.bytesPerSecond = 1000
        lane.shape(shape, .always, now: 0)
        ends.give([UInt8](repeating: 1, count: 1000))
        var now: UInt64 = 1_000_000_000
        var passed = 0
        while passed < 1000 {
            ends.pass(&lane, now: now)
            passed += ends.take().count
            // A hundredth of a second at a time, and one more that timers may be late by.
            let elapsed = (now - 1_000_000_000) / 1_000_000
            #expect(passed <= Int(elapsed) + 20)
            guard lane.wakeAt < .max else { break }
            #expect(lane.wakeAt > now)
            now = lane.wakeAt
        }
        #expect(passed == 1000)
        #expect(now >= 1_970_000_000)
    }

    @Test func `latency keeps the order of bytes`() {
        let ends = Ends()
        var lane = StreamLane()
        var shape = StreamShape()
        shape.latencyNanoseconds = { $0 == 1 ? 500 : 10 }
        lane.shape(shape, .always, now: 0)
        ends.give([1])
        ends.pass(&lane, now: 0)
        ends.give([2])
        ends.pass(&lane, now: 100)
        #expect(ends.take() == [])
        #expect(lane.wakeAt == 500)
        ends.pass(&lane, now: 500)
        #expect(ends.take() == [1, 2])
    }

    @Test func `what holds for a number of bytes ends behind them`() {
        let ends = Ends()
        var lane = StreamLane()
        var shape = StreamShape()
        shape.pieceByteCount = 1
        shape.pauseNanoseconds = 100
        lane.shape(shape, .bytes(3), now: 0)
        ends.give(Self.text)
        var taken: [Int] = []
        for now in stride(from: UInt64(0), to: 500, by: 100) {
            ends.pass(&lane, now: now)
            taken.append(ends.take().count)
        }
        #expect(taken == [1, 1, 8, 0, 0])
    }

    @Test func `a stall reads nothing and ends when its time is over`() {
        let ends = Ends()
        var lane = StreamLane()
        lane.stall(1000, now: 0)
        ends.give([1])
        ends.pass(&lane, now: 999)
        #expect(ends.take() == [])
        #expect(lane.wakeAt == 1000)
        ends.pass(&lane, now: 1000)
        #expect(ends.take() == [1])
        lane.stall(nil, now: 1000)
        #expect(lane.isDead && !lane.takesInput(now: .max - 1))
    }
}
