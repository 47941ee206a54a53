import StrictJSON
import Testing

struct DiagnosticTests {
    private func rendered(_ text: String, from start: Int, to end: Int) -> String {
        let source = SourceText(name: "file.json", text: text)
        let place = Place(
            source: source, span: SourceSpan(start: start, end: end),
            pointer: JSONPointer(steps: [.key("rules"), .index(0), .key("a/b~c")]))
        return Diagnostic(.error, "wrong", suggestion: "right", at: place).render()
    }

    @Test func `a problem is headline, source line, caret line, pointer`() {
        let text = "{\n\t\"rules\": [7],\n}"
        let expected = """
            file.json:2:11: error: wrong; did you mean "right"?
            \t"rules": [7],
            \t         ^~~
            at /rules/0/a~1b~0c
            """
        #expect(rendered(text, from: 12, to: 15) == expected)
    }

    @Test func `a problem at the end of the text has its caret behind the last character`() {
        let expected = """
            file.json:1:3: error: wrong; did you mean "right"?
            [1
              ^
            at /rules/0/a~1b~0c
            """
        #expect(rendered("[1", from: 2, to: 2) == expected)
        #expect(rendered("[1", from: 99, to: 100) == expected)
    }

    @Test func `a long line is cut on both sides of the caret`() {
        let text = String(repeating: "a", count: 1000) + "X" + String(repeating: "b", count: 1000)
        let expected =
            "file.json:1:1001: error: wrong; did you mean \"right\"?\n"
            + "…" + String(repeating: "a", count: 60) + "X" + String(repeating: "b", count: 39)
            + "…\n " + String(repeating: " ", count: 60) + "^\nat /rules/0/a~1b~0c"
        #expect(rendered(text, from: 1000, to: 1001) == expected)
    }

    @Test func `a span over several lines is marked on its first`() {
        let text = "[{\n\"a\": 1\n}]"
        let expected = """
            file.json:1:2: error: wrong; did you mean "right"?
            [{
             ^
            at /rules/0/a~1b~0c
            """
        #expect(rendered(text, from: 1, to: 11) == expected)
    }

    @Test func `control characters and line ends of the file do not reach the terminal`() {
        let expected = """
            file.json:1:3: error: wrong; did you mean "right"?
            a\u{FFFD}b\u{FFFD}
              ^~
            at /rules/0/a~1b~0c
            """
        #expect(rendered("a\u{1B}b\u{85}\r\nc", from: 2, to: 5) == expected)
    }

    @Test func `columns count scalars, and an invalid byte is one`() {
        let source = SourceText(name: "f", bytes: [0x61, 0xC3, 0xA9, 0xFF, 0x0A, 0xE2, 0x82, 0x62])
        let places = (0...8).map { offset in
            let location = source.location(of: offset)
            return [location.line, location.column]
        }
        #expect(
            places == [
                [1, 1], [1, 2], [1, 2], [1, 3], [1, 4], [2, 1], [2, 1], [2, 2], [2, 3],
            ])
    }

    @Test func `a problem is written as JSON for programs`() {
        let source = SourceText(name: "f.json", text: "[\n 1]")
        let place = Place(
            source: source, span: SourceSpan(start: 3, end: 4),
            pointer: JSONPointer(steps: [.index(0)]))
        var writer = JSONWriter()
        Diagnostic(.warning, "odd", suggestion: "even", at: place).write(to: &writer)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"file":"f.json","line":2,"column":2,"pointer":"/0","severity":"warning","#
                + #""message":"odd","suggestion":"even"}"#)
    }

    @Test func `problems are sorted by place within each file`() {
        let diagnostics = Diagnostics()
        let files = ["b", "a"].map { SourceText(name: $0, text: "0123456789") }
        for (file, start) in [(0, 5), (1, 2), (0, 1), (1, 0), (0, 1)] {
            let span = SourceSpan(start: start, end: start + 1)
            diagnostics.warning(
                "w", at: Place(source: files[file], span: span, pointer: .root))
        }
        #expect(diagnostics.hasErrors == false)
        #expect(
            diagnostics.all.map(\.headline) == [
                "b:1:2: warning: w", "b:1:2: warning: w", "b:1:6: warning: w",
                "a:1:1: warning: w", "a:1:3: warning: w",
            ])
    }
}
