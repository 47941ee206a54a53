import StrictJSON
import Testing

struct JSONSchemaWriterTests {
    @Test func `named parts are written once, sorted, and referred to`() {
        let zebra = Kind<String>.string.defined(as: "zebra")
        let ant = Kind<Bool>.bool.defined(as: "ant")
        let keys: [any KeyDescriptor] = [
            Key("a", zebra, "First."), Key("b", ant, "Second."), Key("c", zebra, "Third."),
        ]
        let kind = Kind<Bool>.object("document", keys) { _ in true }
        let expected = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "i",
              "title": "t",
              "description": "s",
              "type": "object",
              "properties": {
                "a": {
                  "$ref": "#/$defs/zebra",
                  "description": "First."
                },
                "b": {
                  "$ref": "#/$defs/ant",
                  "description": "Second."
                },
                "c": {
                  "$ref": "#/$defs/zebra",
                  "description": "Third."
                }
              },
              "additionalProperties": false,
              "$defs": {
                "ant": {
                  "type": "boolean"
                },
                "zebra": {
                  "type": "string"
                }
              }
            }

            """
        #expect(
            JSONSchemaWriter.document(kind, identifier: "i", title: "t", summary: "s")
                == expected)
    }

    @Test(arguments: [
        (Kind<String>.string.schemaText, #"{"type":"string"}"#),
        (Kind<String>.nonEmptyString.schemaText, #"{"type":"string","minLength":1}"#),
        (Kind<Bool>.bool.schemaText, #"{"type":"boolean"}"#),
        (
            Kind<UInt64>.integer.schemaText,
            #"{"type":"integer","minimum":0,"maximum":18446744073709551615}"#
        ),
        (Kind<Double>.probability.schemaText, #"{"type":"number","minimum":0,"maximum":1}"#),
        (
            Kind<[Bool]>.array(of: .bool, count: 1...2).schemaText,
            #"{"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":2}"#
        ),
        (
            Kind<Bool>.anyOf([.bool, .name("word", [("on", true)])]).schemaText,
            #"{"anyOf":[{"type":"boolean"},{"enum":["on"]}]}"#
        ),
        (
            Kind<Bool>.oneKey("switch", [Choice("on", .bool, "On.")]).schemaText,
            #"{"type":"object","properties":{"on":{"type":"boolean","description":"On."}},"#
                + #""minProperties":1,"maxProperties":1,"additionalProperties":false}"#
        ),
    ])
    func `each kind has its fragment`(schema: String, expected: String) {
        #expect(schema == expected)
    }
}
