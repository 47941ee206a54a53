import StrictJSON
import Testing

struct KindContainerTests {
    private static let few = Kind<[Int]>.array(of: .integer(0...9), count: 1...3)

    @Test func `an array reports every wrong element and keeps the others`() {
        let (value, problems) = Self.few.reading("[1, \"a\", 10]")
        #expect(value == [1])
        #expect(
            problems == [
                "f:1:5: error: expected a whole number from 0 to 9, found the string \"a\"",
                "f:1:10: error: expected a whole number from 0 to 9, found the number 10",
            ])
    }

    @Test(arguments: [
        ("[]", "the array is empty"), ("[1,2,3,4]", "too many elements; 3 are allowed"),
        ("1", "expected an array of integer 0 to 9, found the number 1"),
    ])
    func `an array has its form and length checked`(text: String, message: String) {
        #expect(Self.few.reading(text).problems == ["f:1:1: error: " + message])
    }

    @Test func `an array may need several elements`() {
        let pair = Kind<[Int]>.array(of: .integer, count: 2...2)
        #expect(
            pair.reading("[1]").problems
                == ["f:1:1: error: too few elements; 2 are needed"])
    }

    @Test func `a map keeps order, names by code units, and places`() {
        let kind = Kind<[Named<Int>]>.map("path", of: .integer(0...9)) { name in
            name.hasPrefix("/") ? nil : "a path starts with \"/\""
        }
        let (value, problems) = kind.reading(#"{"/b": 1, "a": 2, "/é": 3, "/e\u0301": 4}"#)
        #expect(value?.map(\.value) == [1, 2, 3, 4])
        #expect(value?.map(\.place.location.column) == [2, 11, 19, 28])
        #expect(problems == ["f:1:11: error: a path starts with \"/\""])
        #expect(
            kind.reading("[]").problems == [
                "f:1:1: error: expected an object of path to integer 0 to 9, found an array"
            ])
        #expect(
            kind.schemaText == #"{"type":"object","additionalProperties":"#
                + #"{"type":"integer","minimum":0,"maximum":9}}"#)
    }

    @Test func `a union is decided by the form of the value`() {
        let kind = Kind<[UInt8]>.anyOf([
            Kind<String>.string.map { Array($0.utf8) },
            Kind<UInt8>.integer(1...9).map { [$0] },
            .oneKey("byte list", [Choice("list", .array(of: .integer), "Bytes.")]),
        ])
        #expect(kind.reading("\"a\"").value == [0x61])
        #expect(kind.reading("7").value == [7])
        #expect(kind.reading(#"{"list": [1, 2]}"#).value == [1, 2])
        #expect(
            kind.reading("true").problems == [
                "f:1:1: error: expected a string or integer 1 to 9 or object with one of list, "
                    + "found true"
            ])
        #expect(
            kind.reading("10").problems
                == ["f:1:1: error: expected a whole number from 1 to 9, found the number 10"])
    }

    @Test func `a union of objects is decided by the keys that stand there`() {
        func matcher(_ name: String, _ key: String) -> Kind<String> {
            .oneKey(name, [Choice(key, .string.map { name + ":" + $0 }, "A text.")])
        }
        let kind = Kind<String>.anyOf([matcher("first", "glob"), matcher("second", "regex")])
        #expect(kind.reading(#"{"regex": "a"}"#).value == "second:a")
        #expect(kind.reading(#"{"glob": "a"}"#).value == "first:a")
        #expect(
            kind.reading(#"{"regx": "a"}"#).problems
                == ["f:1:2: error: unknown key \"regx\" in first"])
    }

    private indirect enum Condition: Sendable, Equatable {
        case user(String)
        case not(Condition)
        case any([Condition])

        static let kind: Kind<Condition> = .oneKey(
            "condition",
            [
                Choice("user", Kind<String>.string.map { .user($0) }, "The user."),
                Choice("not", nested.map { .not($0) }, "The opposite."),
                Choice("any", Kind<[Condition]>.array(of: nested).map { .any($0) }, "Any."),
            ]
        ).defined(as: "condition")
        static let nested: Kind<Condition> = .recursive("condition") { kind }
    }

    @Test func `a kind may contain itself`() {
        let (value, problems) = Condition.kind.reading(
            #"{"any": [{"user": "a"}, {"not": {"user": "b"}}]}"#)
        #expect(value == .any([.user("a"), .not(.user("b"))]))
        #expect(problems == [])
        #expect(
            Condition.kind.reading(#"{"not": {"any": [{"usr": 1}]}}"#).problems
                == ["f:1:19: error: unknown key \"usr\" in condition; did you mean \"user\"?"])
        #expect(
            JSONSchemaWriter.document(
                Condition.kind, identifier: "i", title: "t", summary: "s"
            )
            .contains(##""$ref": "#/$defs/condition""##))
    }

    @Test func `a kind of one's own adds its error to the node`() {
        let even = Kind<Int>.integer(0...99).map { value, node -> Int? in
            guard value % 2 == 0 else {
                node.error("\(value) is odd")
                return nil
            }
            return value
        }
        #expect(even.reading("4").value == 4)
        #expect(even.reading("5").value == nil)
        #expect(even.reading("5").problems == ["f:1:1: error: 5 is odd"])
    }
}
