import StrictJSON
import Testing

struct JSONLimitsTests {
    @Test(arguments: ["[", "{\"a\":"])
    func `nesting stops at the limit`(opener: String) {
        let closer = opener == "[" ? "]" : "}"
        func nested(_ depth: Int) -> String {
            String(repeating: opener, count: depth) + (opener == "[" ? "" : "0")
                + String(repeating: closer, count: depth)
        }
        #expect(Reading(nested(64)).headlines == [])
        let column = opener.utf8.count * 64 + 1
        #expect(
            Reading(nested(65)).headlines == [
                "file.json:1:\(column): error: nested deeper than 64 levels"
            ])
    }

    @Test func `a nesting bomb of a million brackets is one error`() {
        let bomb = String(repeating: "[", count: 1_000_000)
        #expect(
            Reading(bomb, limits: JSONLimits(maximumDepth: .max)).headlines == [
                "file.json:1:257: error: nested deeper than 256 levels"
            ])
    }

    @Test func `a text above the size limit is not read`() {
        let limits = JSONLimits(maximumBytes: 4)
        #expect(Reading("1234", limits: limits).json == "1234")
        #expect(
            Reading("12345", limits: limits).headlines == [
                "file.json:1:1: error: the text has 5 bytes; the limit is 4"
            ])
    }

    @Test func `values are counted`() {
        let limits = JSONLimits(maximumValues: 3)
        #expect(Reading("[1,2]", limits: limits).json == "[1,2]")
        #expect(
            Reading("[1,{},3]", limits: limits).headlines == [
                "file.json:1:7: error: more than 3 values"
            ])
    }

    @Test func `a number of a hundred thousand digits is read and fits no integer`() {
        let digits = String(repeating: "9", count: 100_000)
        #expect(Reading(digits).json == digits)
        let (value, problems) = Kind<UInt64>.integer.reading(digits)
        #expect(value == nil)
        #expect(problems.count == 1)
        #expect(problems.first?.utf8.count ?? .max < 400)
    }

    @Test func `a file of problems is reported up to the limit and counted beyond`() {
        let members = String(repeating: "\"x\":0,", count: 50_000) + "\"x\":0"
        let reading = Reading("{" + members + "}")
        #expect(reading.headlines.count == Diagnostics.limit)
        #expect(reading.diagnostics.omittedCount == 50_000 - Diagnostics.limit)
        #expect(reading.diagnostics.render().hasSuffix("… and 49900 more problems"))
    }
}
