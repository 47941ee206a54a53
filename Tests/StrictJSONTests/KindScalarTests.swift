import StrictJSON
import Testing

struct KindScalarTests {
    @Test(arguments: [
        ("7", "expected a string, found the number 7"), ("null", "expected a string, found null"),
        ("[]", "expected a string, found an array"), ("{}", "expected a string, found an object"),
        ("true", "expected a string, found true"),
    ])
    func `a string is nothing else`(text: String, message: String) {
        #expect(Kind<String>.string.reading("\"a\"").value == "a")
        #expect(Kind<String>.string.reading(text).problems == ["f:1:1: error: " + message])
    }

    @Test func `a string may be required to have content`() {
        #expect(Kind<String>.nonEmptyString.reading("\"a\"").value == "a")
        #expect(
            Kind<String>.nonEmptyString.reading("\"\"").problems
                == ["f:1:1: error: the string is empty"])
    }

    @Test func `a boolean is neither number nor string`() {
        #expect(Kind<Bool>.bool.reading("false").value == false)
        for text in ["0", "\"true\"", "null"] {
            #expect(Kind<Bool>.bool.reading(text).value == nil)
        }
        #expect(
            Kind<Bool>.bool.reading("\"true\"").problems
                == ["f:1:1: error: expected true or false, found the string \"true\""])
    }

    @Test func `integers are exact over all 64 bits`() {
        #expect(Kind<UInt64>.integer.reading("18446744073709551615").value == .max)
        #expect(Kind<UInt64>.integer.reading("9007199254740993").value == 9_007_199_254_740_993)
        #expect(Kind<Int64>.integer.reading("-9223372036854775808").value == .min)
        #expect(Kind<UInt64>.integer.reading("-0").value == 0)
    }

    @Test(arguments: [
        ("-1", "expected a whole number from 0 to 255, found the number -1"),
        ("256", "expected a whole number from 0 to 255, found the number 256"),
        (
            "1.0",
            "expected a whole number from 0 to 255, written without fraction and exponent, "
                + "found the number 1.0"
        ),
        (
            "1e1",
            "expected a whole number from 0 to 255, written without fraction and exponent, "
                + "found the number 1e1"
        ),
        ("\"1\"", "expected a whole number from 0 to 255, found the string \"1\""),
    ])
    func `an integer out of its range or form is an error`(text: String, message: String) {
        let (value, problems) = Kind<UInt8>.integer.reading(text)
        #expect(value == nil)
        #expect(problems == ["f:1:1: error: " + message])
    }

    @Test func `a range of one number is named as that number`() {
        let version = Kind<Int>.integer(1...1)
        #expect(version.reading("1").value == 1)
        #expect(
            version.reading("2").problems
                == ["f:1:1: error: expected the number 1, found the number 2"])
        #expect(version.title == "the number 1")
        #expect(Kind<Int>.integer(3...6).title == "integer 3 to 6")
        #expect(Kind<UInt64>.integer.title == "integer from 0")
    }

    @Test(arguments: [("0", 0.0), ("1", 1.0), ("0.25", 0.25), ("1e-3", 0.001)])
    func `a probability is a number from 0 to 1`(text: String, value: Double) {
        #expect(Kind<Double>.probability.reading(text).value == value)
    }

    @Test(arguments: ["-0.1", "1.1", "1e999", "\"0.5\""])
    func `any other probability is an error`(text: String) {
        let (value, problems) = Kind<Double>.probability.reading(text)
        #expect(value == nil)
        #expect(problems.count == 1)
        #expect(
            problems.first?.hasPrefix("f:1:1: error: expected a number from 0 to 1, found ")
                == true)
    }

    private enum Phase: String, CaseIterable {
        case before
        case after
    }

    @Test func `an enum is read by its raw values`() {
        let kind = Kind<Phase>.name("phase")
        #expect(kind.reading("\"after\"").value == .after)
        #expect(
            kind.reading("\"befor\"").problems
                == ["f:1:1: error: unknown phase \"befor\"; did you mean \"before\"?"])
        #expect(
            kind.reading("\"never\"").problems
                == ["f:1:1: error: unknown phase \"never\"; known are \"before\", \"after\""])
        #expect(
            kind.reading("1").problems
                == ["f:1:1: error: expected the name of a phase, found the number 1"])
        #expect(kind.schemaText == #"{"enum":["before","after"]}"#)
        #expect(kind.json(for: .after)?.text() == "\"after\"")
    }

    @Test func `further spellings of a name are read and not suggested`() {
        let kind = Kind<Int>.name("code", [("OK", 0), ("EOF", 1)], otherNames: [("SSH_FX_OK", 0)])
        #expect(kind.reading("\"SSH_FX_OK\"").value == 0)
        #expect(
            kind.reading("\"SSH_FX_O\"").problems
                == ["f:1:1: error: unknown code \"SSH_FX_O\"; known are \"OK\", \"EOF\""])
        #expect(kind.schemaText == #"{"enum":["OK","EOF","SSH_FX_OK"]}"#)
    }
}
