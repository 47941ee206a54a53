import StrictJSON
import Testing

struct JSONWriterTests {
    private func text(
        _ style: JSONWriter.Style = .compact, _ write: (inout JSONWriter) -> Void
    ) -> String {
        var writer = JSONWriter(style: style)
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func document(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("text", "a")
        writer.field("yes", true)
        writer.key("list")
        writer.beginArray()
        writer.integer(1)
        writer.null()
        writer.beginArray()
        writer.endArray()
        writer.beginObject()
        writer.endObject()
        writer.endArray()
        writer.key(String("last"))
        writer.double(0.5)
        writer.endObject()
    }

    @Test func `compact text has no space`() {
        #expect(
            text { document(&$0) } == #"{"text":"a","yes":true,"list":[1,null,[],{}],"last":0.5}"#)
    }

    @Test func `pretty text has one member per line`() {
        let expected = """
            {
              "text": "a",
              "yes": true,
              "list": [
                1,
                null,
                [],
                {}
              ],
              "last": 0.5
            }
            """
        #expect(text(.pretty) { document(&$0) } == expected)
    }

    @Test func `lines stand alone and the buffer is used again`() {
        var writer = JSONWriter()
        for number in 1...2 {
            writer.beginObject()
            writer.field("n", number)
            writer.endObject()
            writer.endLine()
        }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\"n\":1}\n{\"n\":2}\n")
        let capacity = writer.bytes.capacity
        writer.removeAll()
        writer.string("x")
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"x\"")
        #expect(writer.bytes.capacity == capacity)
    }

    @Test func `integers are exact to the ends of their types`() {
        let written = text {
            $0.beginArray()
            $0.integer(0)
            $0.integer(UInt64.max)
            $0.integer(Int64.min)
            $0.integer(UInt8.max)
            $0.integer(UInt128.max)
            $0.endArray()
        }
        #expect(
            written == "[0,18446744073709551615,-9223372036854775808,255,"
                + "340282366920938463463374607431768211455]")
    }

    @Test(arguments: [
        (0.1, "0.1"), (1e300, "1e+300"), (-2.0, "-2.0"), (.infinity, "null"), (.nan, "null"),
    ])
    func `a double that is not finite is null`(value: Double, written: String) {
        #expect(text { $0.double(value) } == written)
        #expect(Reading(written).headlines == [])
    }

    @Test func `every character below space, quotation mark and backslash are escaped`() {
        for value in UInt8.min...0x7F {
            let character = String(Unicode.Scalar(value))
            let written = text { $0.string(character) }
            #expect(Reading(written).json == written)
            let isPlain = value >= 0x20 && character != "\"" && character != "\\"
            #expect((written == "\"" + character + "\"") == isPlain)
        }
        #expect(text { $0.string("\u{1}\n\"") } == #""\u0001\n\"""#)
    }

    @Test(
        arguments: [
            ([], "\"\"", "\"\""),
            ([0x61, 0xC3, 0xA9], "\"aé\"", "\"aé\""),
            ([0xFF], "{\"hex\":\"ff\"}", "\"\u{FFFD}\""),
            ([0x61, 0xC3], "{\"hex\":\"61c3\"}", "\"a\u{FFFD}\""),
            // A maximal subpart is replaced once, then each byte that can start nothing.
            ([0xF0, 0x9F, 0x98, 0x0A], "{\"hex\":\"f09f980a\"}", "\"\u{FFFD}\\n\""),
            ([0xED, 0xA0, 0x80], "{\"hex\":\"eda080\"}", "\"\u{FFFD}\u{FFFD}\u{FFFD}\""),
            ([0xC0, 0x80, 0x22], "{\"hex\":\"c08022\"}", "\"\u{FFFD}\u{FFFD}\\\"\""),
        ] as [([UInt8], String, String)])
    func `bytes are text when they are UTF-8, else what the caller chose`(
        bytes: [UInt8], hex: String, replaced: String
    ) {
        #expect(text { $0.bytes(bytes) } == hex)
        #expect(text { $0.bytes(bytes.span, invalid: .replacement) } == replaced)
        #expect(Reading(replaced).json == replaced)
    }

    @Test func `bytes of any value come back from what was written`() {
        for first in UInt8.min...UInt8.max {
            for second in [0x00, 0x22, 0x41, 0x80, 0xBF, 0xFF] as [UInt8] {
                let bytes = [first, second]
                let (value, problems) = Kind<[UInt8]>.bytes.reading(text { $0.bytes(bytes) })
                #expect(value == bytes)
                #expect(problems == [])
            }
        }
    }

    @Test(arguments: [1, 7, 8, 9, 511, 512, 513, 1024, 5000])
    func `a string of any length is written whole`(length: Int) {
        // The last byte of each text decides which way it takes: plain, escaped, not ASCII.
        for last in ["a", "\n", "\"", "\\", "\u{1F}", "é", "😀"] {
            let string = String(repeating: "x", count: length - 1) + last
            let escaped = String(repeating: "\t", count: length - 1) + last
            for value in [string, escaped] {
                #expect(Kind<String>.string.reading(text { $0.string(value) }).value == value)
            }
            let invalid = Array(string.utf8) + [0xFF]
            #expect(Kind<[UInt8]>.bytes.reading(text { $0.bytes(invalid) }).value == invalid)
        }
    }

    @Test func `a document read and written twice stays the same`() {
        let pretty = text(.pretty) { document(&$0) }
        let source = SourceText(name: "f", text: pretty)
        let node = JSONParser.parse(source, into: Diagnostics())
        #expect(node.map { JSONValue($0).text(.pretty) } == pretty)
    }
}
