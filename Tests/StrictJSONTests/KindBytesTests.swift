import StrictJSON
import Testing

struct KindBytesTests {
    @Test(
        arguments: [
            (#""aé\u0000""#, [0x61, 0xC3, 0xA9, 0x00]), (#""""#, []),
            (#"{"hex": ""}"#, []), (#"{"hex": "00fFA0"}"#, [0x00, 0xFF, 0xA0]),
            (#"{"hex": " 00  ff "}"#, [0x00, 0xFF]),
            (#"{"base64": ""}"#, []), (#"{"base64": "AP+/"}"#, [0x00, 0xFF, 0xBF]),
            (#"{"base64": "Zg=="}"#, [0x66]), (#"{"base64": "Zm8="}"#, [0x66, 0x6F]),
            (#"{"base64": "Zm9vYmE="}"#, [0x66, 0x6F, 0x6F, 0x62, 0x61]),
        ] as [(String, [UInt8])])
    func `bytes are text, hexadecimal digits or Base64`(text: String, bytes: [UInt8]) {
        let (value, problems) = Kind<[UInt8]>.bytes.reading(text)
        #expect(value == bytes)
        #expect(problems == [])
    }

    @Test(arguments: [
        (
            #"{"hex": "0"}"#,
            "1:9: error: expected pairs of hexadecimal digits, found the string \"0\""
        ),
        (
            #"{"hex": "0 0"}"#,
            "1:9: error: expected pairs of hexadecimal digits, found the string \"0 0\""
        ),
        (
            #"{"hex": "0x00"}"#,
            "1:9: error: expected pairs of hexadecimal digits, found the string \"0x00\""
        ),
        (#"{"hex": 0}"#, "1:9: error: expected hexadecimal digits, found the number 0"),
        (
            #"{"base64": "Zg"}"#,
            "1:12: error: expected Base64 with padding, found the string \"Zg\""
        ),
        (
            #"{"base64": "Zh=="}"#,
            "1:12: error: expected Base64 with padding, found the string \"Zh==\""
        ),
        (
            #"{"base64": "Z==="}"#,
            "1:12: error: expected Base64 with padding, found the string \"Z===\""
        ),
        (
            #"{"base64": "Zg==Zg=="}"#,
            "1:12: error: expected Base64 with padding, found the string \"Zg==Zg==\""
        ),
        (
            #"{"base64": "Zm9-"}"#,
            "1:12: error: expected Base64 with padding, found the string \"Zm9-\""
        ),
        ("{}", "1:1: error: byte string needs one of the keys \"hex\", \"base64\""),
        (
            #"{"hex": "", "base64": ""}"#,
            "1:1: error: \"hex\" and \"base64\" exclude each other in byte string"
        ),
        (
            #"{"hexx": ""}"#,
            "1:2: error: unknown key \"hexx\" in byte string; did you mean \"hex\"?"
        ),
        ("7", "1:1: error: expected a string or bytes, found the number 7"),
    ])
    func `bytes in any other form are one error`(text: String, headline: String) {
        let (value, problems) = Kind<[UInt8]>.bytes.reading(text)
        #expect(value == nil)
        #expect(problems == ["f:" + headline])
    }
}
