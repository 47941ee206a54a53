internal import Scenario
internal import StrictJSON

/// Any text as JSON and as a scenario file: read, checked key by key, resolved, or refused with
/// places.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let text = Array(UnsafeBufferPointer(start: data, count: size))
    let source = SourceText(name: "scenario.json", bytes: text)
    checkWriting(source)
    let diagnostics = Diagnostics()
    let scenario = ScenarioLoader.load(files: [source], into: diagnostics)
    // The problems are shown to people with an excerpt of the text.
    let shown = diagnostics.render()
    if diagnostics.hasErrors, shown.isEmpty { fatalError("errors without a message") }
    if !diagnostics.hasErrors, scenario.rules.count > size {
        fatalError("\(scenario.rules.count) rules of \(size) bytes")
    }
    return 0
}

/// What was read is written as text that reads as the same, in every style.
private func checkWriting(_ source: SourceText) {
    let diagnostics = Diagnostics()
    guard let node = JSONParser.parse(source, into: diagnostics), !diagnostics.hasErrors else {
        return
    }
    let text = JSONValue(node).text(.compact)
    for style in [JSONWriter.Style.compact, .pretty] {
        let written = SourceText(name: "written.json", text: JSONValue(node).text(style))
        let again = Diagnostics()
        guard let second = JSONParser.parse(written, into: again), !again.hasErrors,
            JSONValue(second).text(.compact) == text
        else { fatalError("written otherwise than read:\n\(again.render())") }
    }
}
