import StrictJSON
import Testing

struct JSONParserTests {
    @Test(
        arguments: [
            // Any value may be the document (RFC 8259 section 2).
            ("null", "null"), ("true", "true"), ("false", "false"), ("0", "0"), ("\"\"", "\"\""),
            ("[]", "[]"), ("{}", "{}"), (" \t\r\n[ \t\r\n] \t\r\n", "[]"),
            // Numbers (section 6) keep their text.
            ("-0", "-0"), ("-1", "-1"), ("1.5", "1.5"), ("1e3", "1e3"), ("1E+03", "1E+03"),
            ("0e-0", "0e-0"), ("-0.0", "-0.0"), ("1.0", "1.0"),
            ("18446744073709551615", "18446744073709551615"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("1e999999999", "1e999999999"),
            // Strings (section 7).
            (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\b\f\n\r\t""#),
            (#""\u0041\u00e9\u20AC""#, #""Aé€""#),
            (#""\ud83d\ude00""#, #""😀""#), (#""\uD834\uDD1E""#, #""𝄞""#),
            (#""\u0000\u001f""#, #""\u0000\u001f""#),
            ("\"\u{7F}\u{2028}\u{10FFFF}\"", "\"\u{7F}\u{2028}\u{10FFFF}\""),
            (#""\uFFFF\uFEFF""#, "\"\u{FFFF}\u{FEFF}\""), (#""\\u0041""#, #""\\u0041""#),
            // Arrays and objects (sections 4 and 5).
            ("[1,2 , 3]", "[1,2,3]"), ("[[[]],{}]", "[[[]],{}]"), ("[null]", "[null]"),
            (#"{"b":1,"a":{"c":[]}}"#, #"{"b":1,"a":{"c":[]}}"#), (#"{"":0}"#, #"{"":0}"#),
            (#"{"a":1,"A":2}"#, #"{"a":1,"A":2}"#),
        ])
    func `a text of the grammar is read as it stands`(text: String, json: String) {
        let reading = Reading(text)
        #expect(reading.json == json)
        #expect(reading.headlines == [])
    }

    @Test(
        arguments: [
            ("", "1:1: error: the text is empty; expected a value; the text ends here"),
            (" \n ", "2:2: error: the text is empty; expected a value; the text ends here"),
            ("[", "1:2: error: expected a value; the text ends here"),
            ("]", "1:1: error: expected a value"),
            ("[1", "1:3: error: expected \",\" or \"]\"; the text ends here"),
            ("[1,", "1:4: error: expected a value; the text ends here"),
            ("[1,]", "1:3: error: trailing comma before \"]\""),
            ("[,1]", "1:2: error: expected a value"),
            ("[1,,2]", "1:4: error: expected a value"),
            ("[1 2]", "1:4: error: expected \",\" or \"]\""),
            ("[1}", "1:3: error: expected \",\" or \"]\""),
            ("[1]]", "1:4: error: unexpected text behind the document's value"),
            ("1 2", "1:3: error: unexpected text behind the document's value"),
            ("{", "1:2: error: expected a key in quotation marks; the text ends here"),
            ("{a:1}", "1:2: error: expected a key in quotation marks"),
            ("{1:1}", "1:2: error: expected a key in quotation marks"),
            ("{\"a\"}", "1:5: error: expected \":\" behind the key \"a\""),
            ("{\"a\" 1}", "1:6: error: expected \":\" behind the key \"a\""),
            ("{\"a\":}", "1:6: error: expected a value"),
            ("{\"a\":1,}", "1:7: error: trailing comma before \"}\""),
            ("{\"a\":1 \"b\":2}", "1:8: error: expected \",\" or \"}\""),
            ("{\"a\":1,,}", "1:8: error: expected a key in quotation marks"),
            ("{\"a\":1]", "1:7: error: expected \",\" or \"}\""),
            ("// no\n1", "1:1: error: expected a value; JSON has no comments"),
            ("[1 /* no */]", "1:4: error: expected \",\" or \"]\"; JSON has no comments"),
            ("# no", "1:1: error: expected a value; JSON has no comments"),
            ("'a'", "1:1: error: strings take double quotation marks"),
            ("True", "1:1: error: \"True\" is not a JSON value; did you mean \"true\"?"),
            ("nul", "1:1: error: \"nul\" is not a JSON value; did you mean \"null\"?"),
            ("NaN", "1:1: error: \"NaN\" is not a JSON value"),
            ("Infinity", "1:1: error: \"Infinity\" is not a JSON value"),
            ("truefalse", "1:1: error: \"truefalse\" is not a JSON value; did you mean \"true\"?"),
            ("-", "1:2: error: expected a digit behind \"-\"; the text ends here"),
            ("-a", "1:2: error: expected a digit behind \"-\""),
            ("--1", "1:2: error: expected a digit behind \"-\""),
            ("+1", "1:1: error: a number starts with a digit or \"-\""),
            (".5", "1:1: error: a number starts with a digit or \"-\""),
            ("1.", "1:3: error: expected a digit behind the decimal point; the text ends here"),
            ("1.e3", "1:3: error: expected a digit behind the decimal point"),
            ("01", "1:2: error: a number has no leading zeros"),
            ("-00", "1:3: error: a number has no leading zeros"),
            ("1e", "1:3: error: expected a digit in the exponent; the text ends here"),
            ("1e+", "1:4: error: expected a digit in the exponent; the text ends here"),
            ("0x10", "1:2: error: a number ends where a letter stands"),
            ("1_000", "1:2: error: a number ends where a letter stands"),
            ("2s", "1:2: error: a number ends where a letter stands"),
            ("[-Infinity]", "1:3: error: expected a digit behind \"-\""),
            ("\u{A0}1", "1:1: error: expected a value"),
            ("1\u{0C}", "1:2: error: unexpected text behind the document's value"),
            ("\u{0}", "1:1: error: expected a value"),
            ("[1\u{0}]", "1:3: error: expected \",\" or \"]\""),
            ("\"a", "1:1: error: this string has no end"),
            ("\"a\\\"", "1:1: error: this string has no end"),
            ("\"a\nb\"", "1:3: error: a string has no raw control characters; write \\n"),
            ("\"\t\"", "1:2: error: a string has no raw control characters; write \\t"),
            ("\"\u{0}\"", "1:2: error: a string has no raw control characters; write \\u0000"),
            ("\"\u{1F}\"", "1:2: error: a string has no raw control characters; write \\u001f"),
            (
                #""\x41""#,
                "1:2: error: unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"
            ),
            (
                #""\U0041""#,
                "1:2: error: unknown escape; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"
            ),
            (#""\u004""#, "1:2: error: \\u takes four hexadecimal digits"),
            (#""\u00g0""#, "1:2: error: \\u takes four hexadecimal digits"),
            (#""\u+041""#, "1:2: error: \\u takes four hexadecimal digits"),
            (
                #""\ud800""#,
                "1:2: error: a high surrogate needs a low surrogate behind it, \\uDC00 to \\uDFFF"
            ),
            (
                #""\ud800\u0041""#,
                "1:2: error: a high surrogate needs a low surrogate behind it, \\uDC00 to \\uDFFF"
            ),
            (
                #""\ud800\ud800""#,
                "1:2: error: a high surrogate needs a low surrogate behind it, \\uDC00 to \\uDFFF"
            ),
            (
                #""\ud800\n""#,
                "1:2: error: a high surrogate needs a low surrogate behind it, "
                    + "\\uDC00 to \\uDFFF"
            ),
            (
                #""\udc00\ud800""#,
                "1:2: error: a low surrogate needs a high surrogate before it, \\uD800 to \\uDBFF"
            ),
            ("\u{FEFF}1", "1:1: error: the text starts with a byte order mark"),
        ])
    func `a text outside the grammar gets one error at the byte that breaks it`(
        text: String, headline: String
    ) {
        let reading = Reading(text)
        #expect(reading.json == nil)
        #expect(reading.headlines == ["file.json:" + headline])
    }

    @Test(
        arguments: [
            // Truncated, overlong, surrogate, beyond U+10FFFF, stray and impossible bytes
            // (RFC 3629 section 4).
            ([0x22, 0xC3, 0x22], "C3", 2), ([0x22, 0xC0, 0x80, 0x22], "C0", 2),
            ([0x22, 0xE0, 0x80, 0x80, 0x22], "E0", 2), ([0x22, 0xED, 0xA0, 0x80, 0x22], "ED", 2),
            ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], "F4", 2), ([0x22, 0x80, 0x22], "80", 2),
            ([0xFF, 0xFE, 0x31, 0x00], "FF", 1), ([0x5B, 0x22, 0x61, 0x22, 0xF0, 0x9F], "F0", 5),
        ] as [([UInt8], String, Int)])
    func `a byte that is not UTF-8 is named with its place`(
        bytes: [UInt8], hex: String, column: Int
    ) {
        let reading = Reading(bytes)
        #expect(reading.json == nil)
        #expect(
            reading.headlines == ["file.json:1:\(column): error: byte 0x\(hex) is not UTF-8 here"])
    }

    @Test func `every truncation of a document is one error`() {
        let text = #" {"a": [1.5e3, "\ud83d\ude00é", {"b": null}], "c": {"d": [true, -0]}}"#
        let bytes = Array(text.utf8)
        #expect(Reading(bytes).headlines == [])
        for length in bytes.indices {
            let reading = Reading(Array(bytes[..<length]))
            #expect(reading.json == nil, "\(length)")
            #expect(reading.headlines.count == 1, "\(length)")
        }
    }

    @Test func `every byte of a document may be any byte`() {
        let bytes = Array(#"{"a":[1e5,"\u00e9é",{}],"b":true}"#.utf8)
        for index in bytes.indices {
            for value in UInt8.min...UInt8.max {
                var changed = bytes
                changed[index] = value
                let reading = Reading(changed)
                if let json = reading.json {
                    #expect(Reading(json).json == json)
                } else {
                    #expect(reading.headlines.count == 1)
                }
            }
        }
    }

    @Test func `duplicate keys are errors and do not end the reading`() {
        let reading = Reading("{\"a\": 1,\n \"b\": {\"x\": 0, \"x\": 1},\n \"a\": 2}")
        #expect(
            reading.headlines == [
                "file.json:2:16: error: duplicate key \"x\"; first on line 2",
                "file.json:3:2: error: duplicate key \"a\"; first on line 1",
            ])
        #expect(reading.diagnostics.all.map(\.place.pointer.description) == ["/b/x", "/a"])
        #expect(reading.json == #"{"a":1,"b":{"x":0,"x":1},"a":2}"#)
    }

    @Test func `keys are the same only if their code units are`() {
        #expect(Reading(#"{"\u00e9": 1, "e\u0301": 2}"#).headlines == [])
        #expect(Reading(#"{"\u00e9": 1, "é": 2}"#).headlines.count == 1)
    }

    @Test func `a syntax error has the pointer of the value around it`() {
        let reading = Reading(#"{"a": [0, {"b": tru}]}"#)
        #expect(reading.diagnostics.all.map(\.place.pointer.description) == ["/a/1/b"])
    }
}
