import Testing

@testable import Fuzzing

struct DyingWordsTests {
    @Test(
        arguments: [
            ("", nil, nil), ("hello\n", nil, nil),
            ("a.swift:3: Fatal error: canary\n", "a.swift:3: Fatal error: canary", ""),
            (
                """
                Swift/ContiguousArrayBuffer.swift:692: Fatal error: Index out of range
                Current stack trace:
                0    libswiftCore.so    0x00007ffb0c95f130 swift_reportError + 33
                5    fuzz-canary        0x00005647a76b395e <unavailable> + 1243486
                6    fuzz-canary        0x00005647a76b177a <unavailable> + 1234810
                """,
                "Swift/ContiguousArrayBuffer.swift:692: Fatal error: Index out of range",
                " at <unavailable> + 1243486"
            ),
        ] as [(String, String?, String?)])
    func `the message tells what, the first own frame tells where`(
        text: String, message: String?, place: String?
    ) {
        let words = DyingWords(text)
        #expect(words.message == message)
        #expect(words.site == message.flatMap { message in place.map { message + $0 } })
    }

    @Test func `how much memory there was not is no place`() {
        let words = DyingWords("Fatal error: failed to allocate 42 bytes of memory\n")
        #expect(words.message == "Fatal error: failed to allocate 42 bytes of memory")
        #expect(words.site == "Fatal error: failed to allocate memory")
    }
}
