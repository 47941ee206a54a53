import StrictJSON
import Testing

struct KindQuantityTests {
    @Test(
        arguments: [
            ("0s", 0), ("1ns", 1), ("7us", 7000), ("250ms", 250_000_000), ("2s", 2_000_000_000),
            ("1.5s", 1_500_000_000), ("0.000000001s", 1), ("1m", 60_000_000_000),
            ("2h", 7_200_000_000_000), ("18446744073709551615ns", .max),
            ("18446744073.709551615s", .max), ("007s", 7_000_000_000),
        ] as [(String, UInt64)])
    func `a duration is a number with its unit`(text: String, nanoseconds: UInt64) {
        #expect(Kind<UInt64>.duration.reading("\"\(text)\"").value == nanoseconds)
    }

    @Test(
        arguments: [
            ("0B", 0), ("10B", 10), ("1kB", 1000), ("64KiB", 65536), ("1MB", 1_000_000),
            ("2MiB", 2_097_152), ("1.5KiB", 1536), ("1GB", 1_000_000_000),
            ("1GiB", 1_073_741_824), ("1TB", 1_000_000_000_000), ("1TiB", 1_099_511_627_776),
            ("16777215.5TiB", 18_446_743_523_953_737_728), ("18446744073709551615B", .max),
        ] as [(String, UInt64)])
    func `a size is a number with its unit`(text: String, bytes: UInt64) {
        #expect(Kind<UInt64>.size.reading("\"\(text)\"").value == bytes)
    }

    private static let needsUnit = "a duration needs a unit, as in \"250ms\", \"2s\" or \"1m\"; "
    private static let expected = "expected a duration such as \"250ms\", \"2s\" or \"1m\", found "

    @Test(arguments: [
        ("250", needsUnit + "found the number 250"), ("\"250\"", needsUnit + "found \"250\""),
        ("true", expected + "true"), ("\"\"", expected + "the string \"\""),
        ("\"s\"", expected + "the string \"s\""), ("\"-1s\"", expected + "the string \"-1s\""),
        ("\".5s\"", expected + "the string \".5s\""), ("\"1.s\"", expected + "the string \"1.s\""),
        ("\"+1s\"", expected + "the string \"+1s\""),
        (
            "\"1.2.3s\"",
            "unknown unit \".3s\" in the duration \"1.2.3s\"; known are ns, us, ms, s, m, h"
        ),
        (
            "\"2 s\"",
            "unknown unit \" s\" in the duration \"2 s\"; known are ns, us, ms, s, m, h; "
                + "did you mean \"s\"?"
        ),
        (
            "\"2sec\"",
            "unknown unit \"sec\" in the duration \"2sec\"; known are ns, us, ms, s, m, h"
        ),
        (
            "\"1h30m\"",
            "unknown unit \"h30m\" in the duration \"1h30m\"; known are ns, us, ms, s, m, h"
        ),
        ("\"0.5ns\"", "\"0.5ns\" is not a whole number of nanoseconds"),
        (
            "\"18446744073709551616ns\"",
            "\"18446744073709551616ns\" is more than 18446744073709551615 nanoseconds"
        ),
        ("\"9999999h\"", "\"9999999h\" is more than 18446744073709551615 nanoseconds"),
    ])
    func `a duration that cannot be is an error`(text: String, message: String) {
        let (value, problems) = Kind<UInt64>.duration.reading(text)
        #expect(value == nil)
        #expect(problems == ["f:1:1: error: " + message])
    }

    @Test func `a unit in the wrong case is suggested`() {
        #expect(
            Kind<UInt64>.size.reading("\"64Kib\"").problems == [
                "f:1:1: error: unknown unit \"Kib\" in the size \"64Kib\"; known are "
                    + "B, kB, KiB, MB, MiB, GB, GiB, TB, TiB; did you mean \"KiB\"?"
            ])
    }

    @Test func `a quantity outside its range is compared in words`() {
        let kind = Kind<UInt64>.duration(1_000_000...2_000_000_000)
        #expect(kind.reading("\"2000ms\"").value == 2_000_000_000)
        #expect(
            kind.reading("\"2001ms\"").problems == ["f:1:1: error: \"2001ms\" is above \"2s\""])
        #expect(kind.reading("\"999us\"").problems == ["f:1:1: error: \"999us\" is below \"1ms\""])
    }

    @Test func `digits without end are an overflow, not a trap`() {
        let digits = String(repeating: "9", count: 1000)
        #expect(Kind<UInt64>.size.reading("\"\(digits)B\"").value == nil)
        #expect(
            Kind<UInt64>.size.reading("\"0.\(String(repeating: "0", count: 1000))B\"").value == nil)
    }

    @Test(
        arguments: [
            (0, "0s", "0B"), (1, "1ns", "1B"), (1000, "1us", "1000B"), (1024, "1024ns", "1KiB"),
            (60_000_000_000, "1m", "58593750KiB"), (3 << 30, "3221225472ns", "3GiB"),
            (.max, "18446744073709551615ns", "18446744073709551615B"),
        ] as [(UInt64, String, String)])
    func `a quantity is written in the largest unit that is exact`(
        value: UInt64, duration: String, size: String
    ) {
        #expect(Kind<UInt64>.duration.json(for: value)?.text() == "\"\(duration)\"")
        #expect(Kind<UInt64>.size.json(for: value)?.text() == "\"\(size)\"")
        #expect(Kind<UInt64>.duration.reading("\"\(duration)\"").value == value)
        #expect(Kind<UInt64>.size.reading("\"\(size)\"").value == value)
    }
}
