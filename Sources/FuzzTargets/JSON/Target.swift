internal import Scenario
internal import StrictJSON

/// Any text as a scenario file: parsed, checked key by key, resolved, or refused with places.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let text = Array(UnsafeBufferPointer(start: data, count: size))
    let source = SourceText(name: "scenario.json", bytes: text)
    let (scenario, problems) = ScenarioLoader.load(files: [source])
    if scenario == nil, problems.isEmpty { fatalError("refused without a reason") }
    for problem in problems { _ = problem.description }
    return 0
}
