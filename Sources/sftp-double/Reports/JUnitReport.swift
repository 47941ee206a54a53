/// A report that continuous-integration servers read: JUnit's XML.
struct JUnitReport {
    /// One thing that was judged.
    struct Case {
        /// What it came to.
        enum Outcome {
            case passed
            /// One line, and more lines that explain it.
            case failed(String, [String])
            case skipped(String)
        }

        var name: String
        var outcome: Outcome
        var seconds = 0.0
    }

    /// The cases of one scenario.
    struct Suite {
        var name: String
        var cases: [Case]
        var seconds = 0.0
        /// What the client printed, or what else helps.
        var output = ""
    }

    var suites: [Suite]

    /// The whole document.
    var xml: String {
        let cases = suites.flatMap(\.cases)
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites\(Self.counts(cases))>\n"
        for suite in suites {
            text += "  <testsuite name=\"\(Self.escaped(suite.name))\"\(Self.counts(suite.cases))"
            text += " time=\"\(Self.seconds(suite.seconds))\">\n"
            for entry in suite.cases { text += Self.element(entry, of: suite.name) }
            if !suite.output.isEmpty {
                text += "    <system-out>\(Self.escaped(suite.output))</system-out>\n"
            }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>"
    }

    private static func element(_ entry: Case, of suite: String) -> String {
        var text = "    <testcase classname=\"\(escaped(suite))\" name=\"\(escaped(entry.name))\""
        text += " time=\"\(seconds(entry.seconds))\""
        switch entry.outcome {
        case .passed: return text + "/>\n"
        case .skipped(let message):
            return text + "><skipped message=\"\(escaped(message))\"/></testcase>\n"
        case .failed(let message, let details):
            let lines = details.map { escaped($0) }.joined(separator: "\n")
            return text
                + "><failure message=\"\(escaped(message))\">\(lines)</failure></testcase>\n"
        }
    }

    private static func counts(_ cases: [Case]) -> String {
        let failures = cases.count { if case .failed = $0.outcome { true } else { false } }
        let skipped = cases.count { if case .skipped = $0.outcome { true } else { false } }
        return " tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\""
            + " skipped=\"\(skipped)\""
    }

    /// Seconds with three decimals.
    static func seconds(_ value: Double) -> String {
        let milliseconds = UInt64(max(0, min(value, 1e12)) * 1000)
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest
    }

    /// Text for an attribute or element; what XML 1.0 cannot hold (section 2.2) is replaced.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: result += "&amp;"
            case 0x3C: result += "&lt;"
            case 0x3E: result += "&gt;"
            case 0x22: result += "&quot;"
            case 0x09, 0x0A, 0x0D: result += "&#\(scalar.value);"
            case 0..<0x20, 0x7F...0x9F, 0xFFFE, 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
