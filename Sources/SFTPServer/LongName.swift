internal import SFTPWire

/// The `ls -l` line of a version 3 NAME entry (draft-02 section 7: for people, not for parsing).
///
/// Times are UTC, so that the same scenario gives the same bytes everywhere.
struct LongName {
    private let names: AccountNames
    private let nowSeconds: Int64
    // Listings repeat dates: the last day's text is kept.
    private var cachedDay = Int64.min
    private var cachedDate: [UInt8] = []
    private var cachedYear: Int64 = 0

    /// Half a year: `ls -l` shows the time of newer files, the year of others.
    private static let recentSeconds: Int64 = 182 * 86_400

    init(names: AccountNames, nowSeconds: Int64) {
        self.names = names
        self.nowSeconds = nowSeconds
    }

    /// Appends the line for one entry to `line`.
    mutating func append(
        name: [UInt8], attributes: FileAttributes, linkCount: UInt32, to line: inout [UInt8]
    ) {
        Self.appendMode(attributes.permissions ?? 0, to: &line)
        Self.append(UInt64(linkCount), width: 4, to: &line)
        line.append(UInt8(ascii: " "))
        Self.append(names.user(attributes.uid ?? 0), width: 8, to: &line)
        line.append(UInt8(ascii: " "))
        Self.append(names.group(attributes.gid ?? 0), width: 8, to: &line)
        line.append(UInt8(ascii: " "))
        Self.append(attributes.size ?? 0, width: 8, to: &line)
        line.append(UInt8(ascii: " "))
        appendTime(attributes.modifyTime?.seconds ?? 0, to: &line)
        line.append(UInt8(ascii: " "))
        line.append(contentsOf: name)
    }

    private static func appendMode(_ mode: UInt32, to line: inout [UInt8]) {
        let kind: Unicode.Scalar =
            switch mode & 0o170000 {
            case 0o040000: "d"
            case 0o120000: "l"
            case 0o020000: "c"
            case 0o060000: "b"
            case 0o010000: "p"
            case 0o140000: "s"
            default: "-"
            }
        line.append(UInt8(ascii: kind))
        let letters: [Unicode.Scalar] = ["x", "w", "r"]
        for bit in stride(from: 8, through: 0, by: -1) {
            let isSet = mode & (1 << UInt32(bit)) != 0
            var letter = isSet ? letters[bit % 3] : "-"
            // setuid, setgid and sticky show in the place of the three execute bits.
            if bit % 3 == 0 && mode & (0o1000 << UInt32(bit / 3)) != 0 {
                letter = bit == 0 ? (isSet ? "t" : "T") : (isSet ? "s" : "S")
            }
            line.append(UInt8(ascii: letter))
        }
    }

    private mutating func appendTime(_ time: Int64, to line: inout [UInt8]) {
        // Attributes may hold any 64-bit time; the calendar below is right for |t| < 2^56.
        let seconds = min(max(time, -(1 << 56)), 1 << 56)
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        if day != cachedDay {
            let date = CivilDate(day: day)
            cachedDay = day
            cachedYear = date.year
            cachedDate = Array(Self.monthNames[date.month - 1].utf8) + [UInt8(ascii: " ")]
            Self.append(UInt64(date.day), width: 2, to: &cachedDate)
            cachedDate.append(UInt8(ascii: " "))
        }
        line.append(contentsOf: cachedDate)
        let (age, overflow) = nowSeconds.subtractingReportingOverflow(seconds)
        if !overflow && age >= -86_400 && age < Self.recentSeconds {
            let minutes = (seconds - day * 86_400) / 60
            Self.appendTwoDigits(minutes / 60, to: &line)
            line.append(UInt8(ascii: ":"))
            Self.appendTwoDigits(minutes % 60, to: &line)
        } else {
            line.append(UInt8(ascii: " "))
            if cachedYear < 0 { line.append(UInt8(ascii: "-")) }
            Self.append(cachedYear.magnitude, width: cachedYear < 0 ? 1 : 4, to: &line)
        }
    }

    private static func appendTwoDigits(_ value: Int64, to line: inout [UInt8]) {
        line.append(UInt8(truncatingIfNeeded: 48 + value / 10))
        line.append(UInt8(truncatingIfNeeded: 48 + value % 10))
    }

    private static func append(_ value: UInt64, width: Int, to line: inout [UInt8]) {
        var digits: (count: Int, power: UInt64) = (1, 1)
        while value / digits.power >= 10 {
            digits.power *= 10
            digits.count += 1
        }
        for _ in 0..<max(0, width - digits.count) { line.append(UInt8(ascii: " ")) }
        while digits.power > 0 {
            line.append(UInt8(truncatingIfNeeded: 48 + value / digits.power % 10))
            digits.power /= 10
        }
    }

    /// Short English month names, as `ls` prints them in the C locale.
    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func append(_ text: [UInt8], width: Int, to line: inout [UInt8]) {
        line.append(contentsOf: text)
        for _ in 0..<max(0, width - text.count) { line.append(UInt8(ascii: " ")) }
    }
}
