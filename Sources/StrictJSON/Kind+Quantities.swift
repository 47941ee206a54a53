extension Kind where Value == UInt64 {
    /// A duration with its unit, `ns us ms s m h`, such as `"250ms"` or `"1.5s"`; in nanoseconds.
    public static var duration: Kind {
        duration(0...UInt64.max)
    }

    /// A duration in a range of nanoseconds.
    public static func duration(_ range: ClosedRange<UInt64>) -> Kind {
        quantity(.duration, range)
    }

    /// A size with its unit, `B KiB MiB GiB TiB` or decimal `kB MB GB TB`, such as `"64KiB"`;
    /// in bytes.
    public static var size: Kind {
        size(0...UInt64.max)
    }

    /// A size in a range of bytes.
    public static func size(_ range: ClosedRange<UInt64>) -> Kind {
        quantity(.size, range)
    }

    /// A rate in a range of bytes per second, such as `"64KiB/s"`.
    public static func rate(_ range: ClosedRange<UInt64>) -> Kind {
        quantity(.rate, range)
    }

    private static func quantity(_ scale: UnitScale, _ range: ClosedRange<UInt64>) -> Kind {
        Kind(
            title: scale.noun, types: [.string],
            schema: { _ in .schema(type: "string", ("pattern", .string(scale.pattern))) },
            write: { .string(scale.text(of: $0)) },
            read: { $0.quantity(scale, range) })
    }
}

extension PlacedNode {
    fileprivate func quantity(_ scale: UnitScale, _ range: ClosedRange<UInt64>) -> UInt64? {
        guard case .string(let text) = node.value else {
            if case .number = node.value {
                error("a \(scale.noun) needs a unit, as in \(scale.examples); found \(found)")
            } else {
                mismatch(expected: "a \(scale.noun) such as \(scale.examples)")
            }
            return nil
        }
        do throws(UnitScale.Failure) {
            let value = try scale.parse(text)
            if value < range.lowerBound {
                error("\(text.quotedForMessage) is below \"\(scale.text(of: range.lowerBound))\"")
                return nil
            }
            if value > range.upperBound {
                error("\(text.quotedForMessage) is above \"\(scale.text(of: range.upperBound))\"")
                return nil
            }
            return value
        } catch {
            report(error, of: text, scale)
            return nil
        }
    }

    private func report(_ failure: UnitScale.Failure, of text: String, _ scale: UnitScale) {
        let quoted = text.quotedForMessage
        switch failure {
        case .malformed:
            error("expected a \(scale.noun) such as \(scale.examples), found the string \(quoted)")
        case .missingUnit:
            error("a \(scale.noun) needs a unit, as in \(scale.examples); found \(quoted)")
        case .unknownUnit(let unit):
            let names = scale.units.map(\.name)
            let known = names.joined(separator: ", ")
            error(
                "unknown unit \(unit.quotedForMessage) in the \(scale.noun) \(quoted); "
                    + "known are \(known)",
                suggestion: EditDistance.nearest(to: unit.drop { $0 == " " }, among: names))
        case .notWhole:
            error("\(quoted) is not a whole number of \(scale.baseUnits)")
        case .overflow:
            error("\(quoted) is more than \(UInt64.max) \(scale.baseUnits)")
        }
    }
}
