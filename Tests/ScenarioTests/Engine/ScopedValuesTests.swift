import Testing

@testable import Scenario

struct ScopedValuesTests {
    @Test func `memory is bounded however many instances there are`() {
        var values = ScopedValues(scope: .path, initial: 0, limit: 100)
        for index in 0..<10_000 {
            values.set(index, for: write("/\(index)"))
            #expect(values.count <= 101)
        }
    }

    @Test func `an instance in use survives any number of others`() {
        var values = ScopedValues(scope: .path, initial: 0, limit: 100)
        for index in 0..<1_000 {
            values.set(values.value(for: write("/kept")) + 1, for: write("/kept"))
            values.set(1, for: write("/\(index)"))
        }
        #expect(values.value(for: write("/kept")) == 1_000)
        #expect(values.value(for: write("/0")) == 0)
    }

    @Test func `hashes are the same in every process`() {
        var hash = StableHash()
        hash.combine(7)
        #expect(hash.value == 13_984_008_146_972_463_501)
    }
}
