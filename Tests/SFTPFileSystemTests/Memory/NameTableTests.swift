import SFTPFileSystem
import SFTPWire
import Testing

@testable import SFTPFileSystem

@Suite struct `The name table of a directory` {
    private func name(_ number: Int) -> [UInt8] { Array("name \(number)".utf8) }

    @Test func `finds every name among few and many`() {
        var table = NameTable()
        for number in 0..<5_000 {
            table.append(name(number), inode: number)
            #expect(table.count == number + 1)
        }
        for number in 0..<5_000 {
            let found = table.find(name(number).span.bytes).map { table.entries[$0].inode }
            #expect(found == number)
        }
        #expect(table.find(name(5_000).span.bytes) == nil)
        #expect(table.find(RawSpan()) == nil)
    }

    @Test(arguments: 1...6)
    func `agrees with a dictionary after random changes, in order of making`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var table = NameTable()
        var model: [[UInt8]: Int] = [:]
        var order: [[UInt8]] = []
        for step in 0..<6_000 {
            let name = name(random.next(below: step < 3_000 ? 900 : 60))
            if let index = table.find(name.span.bytes) {
                #expect(table.entries[index].inode == model[name])
                if random.next(below: 2) == 0 {
                    table.remove(at: index)
                    model[name] = nil
                    order.removeAll { $0 == name }
                }
            } else {
                #expect(model[name] == nil)
                table.append(name, inode: step)
                model[name] = step
                order.append(name)
            }
            #expect(table.count == model.count)
        }
        #expect(table.entries.filter { $0.inode >= 0 }.map(\.name) == order)
    }

    @Test func `gaps are closed before they outnumber the names`() {
        var table = NameTable()
        for number in 0..<10_000 {
            table.append(name(number), inode: number)
            if number >= 10 { table.remove(at: table.find(name(number - 10).span.bytes) ?? -1) }
        }
        #expect(table.count == 10)
        #expect(table.entries.count <= 64)
    }

    @Test func `removing nearly all closes the gaps too`() {
        var table = NameTable()
        for number in 0..<10_000 { table.append(name(number), inode: number) }
        for number in 0..<9_990 {
            table.remove(at: table.find(name(number).span.bytes) ?? -1)
        }
        #expect(table.count == 10)
        #expect(table.entries.count <= 64)
        #expect(table.find(name(9_995).span.bytes).map { table.entries[$0].inode } == 9_995)
    }

    @Test func `a serial number is found again after gaps were closed`() {
        var table = NameTable()
        for number in 0..<1_000 { table.append(name(number), inode: number) }
        for number in 0..<900 where number % 3 != 0 {
            table.remove(at: table.find(name(number).span.bytes) ?? -1)
        }
        let index = table.index(ofSerial: 601, hint: 601)
        let next = table.entries[index...].first { $0.inode >= 0 }
        #expect(next?.inode == 603)
    }
}
