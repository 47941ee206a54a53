import SFTPWire
import StrictJSON

extension Kind where Value == Timestamp {
    /// A point in time: `"2024-02-29T12:00:00Z"` (RFC 3339 in UTC, with up to nine digits of a
    /// second's fraction), or seconds since 1970.
    static var time: Kind {
        anyOf([text, Kind<Int64>.integer(seconds).map { Timestamp(seconds: $0) }])
            .titled("time, as \"2024-02-29T12:00:00Z\" or in seconds since 1970")
            .defined(as: "time")
    }

    /// Year 1 to year 9999.
    private static var seconds: ClosedRange<Int64> { -62_135_596_800...253_402_300_799 }

    private static var text: Kind {
        Kind(
            title: "time", types: [.string],
            schema: { _ in
                .schema(
                    type: "string",
                    (
                        "pattern",
                        .string(
                            "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
                                + "([.][0-9]{1,9})?Z$")
                    ))
            },
            read: { node in
                guard case .string(let text) = node.node.value else { return nil }
                guard let time = timestamp(Array(text.utf8)) else {
                    node.error(
                        "expected a time such as \"2024-02-29T12:00:00Z\", found \(node.found)")
                    return nil
                }
                return time
            })
    }

    private static func timestamp(_ text: [UInt8]) -> Timestamp? {
        let form = Array("0000-00-00T00:00:00".utf8)
        guard text.count > form.count, text.last == UInt8(ascii: "Z"),
            let nanoseconds = nanoseconds(text[form.count...].dropLast())
        else { return nil }
        var fields: [Int64] = [0]
        for (byte, wanted) in zip(text, form) {
            if wanted == UInt8(ascii: "0") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                fields[fields.count - 1] =
                    fields[fields.count - 1] * 10 + Int64(byte - UInt8(ascii: "0"))
            } else {
                guard byte == wanted else { return nil }
                fields.append(0)
            }
        }
        let (year, month, day) = (fields[0], fields[1], fields[2])
        guard year >= 1, (1...12).contains(month), day >= 1, day <= days(of: month, year),
            fields[3] < 24, fields[4] < 60, fields[5] < 60
        else { return nil }
        let seconds = fields[3] * 3600 + fields[4] * 60 + fields[5]
        return Timestamp(
            seconds: dayNumber(year, month, day) * 86_400 + seconds, nanoseconds: nanoseconds)
    }

    /// The fraction of a second: nothing, or a point and one to nine digits.
    private static func nanoseconds(_ text: ArraySlice<UInt8>) -> UInt32? {
        guard let point = text.first else { return 0 }
        guard point == UInt8(ascii: "."), (2...10).contains(text.count) else { return nil }
        var value: UInt32 = 0
        for position in 1...9 {
            let index = text.startIndex + position
            let byte = index < text.endIndex ? text[index] : UInt8(ascii: "0")
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + UInt32(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func days(of month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Years start in March here, so that the leap day is the last day of a year.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension Kind where Value == UInt32 {
    /// Permission bits in octal, such as `"0640"`; up to seven digits with type bits.
    static func mode(_ range: ClosedRange<UInt32>) -> Kind {
        Kind(
            title: "octal mode such as \"0640\"", types: [.string],
            schema: { _ in .schema(type: "string", ("pattern", .string("^[0-7]{3,7}$"))) },
            read: { node in
                guard case .string(let text) = node.node.value, (3...7).contains(text.utf8.count),
                    let mode = UInt32(text, radix: 8), !text.hasPrefix("+")
                else {
                    node.mismatch(expected: "an octal mode such as \"0640\"")
                    return nil
                }
                guard range.contains(mode) else {
                    let most = String(range.upperBound, radix: 8)
                    node.error("the mode is above \"0\(most)\", found \(node.found)")
                    return nil
                }
                return mode
            })
    }
}
