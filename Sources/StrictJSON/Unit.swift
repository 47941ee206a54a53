/// A unit behind a number, such as `ms` or `KiB`.
struct Unit {
    let name: String
    /// Base units in one.
    let factor: UInt64
}

/// A quantity that is written as a string with its unit: duration, size.
struct UnitScale {
    /// What is measured, such as `duration`.
    let noun: String
    /// The base unit in the plural, such as `nanoseconds`.
    let baseUnits: String
    /// Examples for messages, such as `"250ms", "2s" or "1m"`.
    let examples: String
    /// From small to large.
    let units: [Unit]

    /// Nanoseconds; `ns us ms s m h`.
    static let duration = UnitScale(
        noun: "duration", baseUnits: "nanoseconds", examples: "\"250ms\", \"2s\" or \"1m\"",
        units: [
            Unit(name: "ns", factor: 1),
            Unit(name: "us", factor: 1000),
            Unit(name: "ms", factor: 1_000_000),
            Unit(name: "s", factor: 1_000_000_000),
            Unit(name: "m", factor: 60_000_000_000),
            Unit(name: "h", factor: 3_600_000_000_000),
        ])

    /// Bytes; binary `KiB MiB GiB TiB` and decimal `kB MB GB TB`.
    static let size = UnitScale(
        noun: "size", baseUnits: "bytes", examples: "\"10B\", \"64KiB\" or \"2MiB\"",
        units: [
            Unit(name: "B", factor: 1),
            Unit(name: "kB", factor: 1000),
            Unit(name: "KiB", factor: 1 << 10),
            Unit(name: "MB", factor: 1_000_000),
            Unit(name: "MiB", factor: 1 << 20),
            Unit(name: "GB", factor: 1_000_000_000),
            Unit(name: "GiB", factor: 1 << 30),
            Unit(name: "TB", factor: 1_000_000_000_000),
            Unit(name: "TiB", factor: 1 << 40),
        ])

    /// Bytes per second; the units of sizes with `/s` behind them.
    static let rate = UnitScale(
        noun: "rate", baseUnits: "bytes per second", examples: "\"64KiB/s\" or \"1MiB/s\"",
        units: size.units.map { Unit(name: $0.name + "/s", factor: $0.factor) })

    /// Why a text is no quantity.
    enum Failure: Error {
        case malformed
        case missingUnit
        case unknownUnit(String)
        case notWhole
        case overflow
    }

    /// The text in base units, exact: `1.5s` is 1,500,000,000, and a fraction of a base unit fails.
    func parse(_ text: String) throws(Failure) -> UInt64 {
        var mantissa: UInt64 = 0
        var divisor: UInt64 = 1
        var digitCount = 0
        var pointAt: Int?
        var rest = Substring(text)
        while let first = rest.utf8.first {
            if first == UInt8(ascii: "."), pointAt == nil, digitCount > 0 {
                pointAt = digitCount
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
                digitCount += 1
                let (product, isTooLarge) = mantissa.multipliedReportingOverflow(by: 10)
                let (sum, isOver) = product.addingReportingOverflow(
                    UInt64(first - UInt8(ascii: "0")))
                guard !isTooLarge, !isOver else { throw .overflow }
                mantissa = sum
                // A divisor cannot outgrow the mantissa's twenty digits by more than one.
                if pointAt != nil {
                    let (next, isTooFine) = divisor.multipliedReportingOverflow(by: 10)
                    guard !isTooFine else { throw .notWhole }
                    divisor = next
                }
            } else {
                break
            }
            rest = Substring(rest.unicodeScalars.dropFirst())
        }
        guard digitCount > 0, pointAt != digitCount else { throw .malformed }
        guard !rest.isEmpty else { throw .missingUnit }
        guard let unit = units.first(where: { $0.name.utf8.elementsEqual(rest.utf8) }) else {
            throw .unknownUnit(String(rest))
        }
        let (high, low) = mantissa.multipliedFullWidth(by: unit.factor)
        guard high < divisor else { throw .overflow }
        let (quotient, remainder) = divisor.dividingFullWidth((high, low))
        guard remainder == 0 else { throw .notWhole }
        return quotient
    }

    /// The shortest text: the largest unit that divides the value.
    func text(of value: UInt64) -> String {
        var best = value == 0 ? units.first(where: { $0.name == "s" || $0.name == "B" }) : nil
        if value > 0 {
            best = units.last { value % $0.factor == 0 && isCanonical($0) }
        }
        guard let best else { return String(value) }
        return String(value / best.factor) + best.name
    }

    /// Decimal sizes are read but binary ones are written.
    private func isCanonical(_ unit: Unit) -> Bool {
        noun == "duration" || unit.factor & (unit.factor - 1) == 0
    }

    /// A pattern in the dialect of JSON Schema (ECMA-262).
    var pattern: String {
        "^[0-9]+(\\.[0-9]+)?(" + units.map(\.name).joined(separator: "|") + ")$"
    }
}
