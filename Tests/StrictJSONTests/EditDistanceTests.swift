import StrictJSON
import Testing

struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("abc", "abc", 0),
        ("durtaion", "duration", 1), ("ca", "abc", 3), ("flaw", "lawn", 2),
    ])
    func `insertions, deletions, replacements and swaps count one each`(
        first: String, second: String, distance: Int
    ) {
        #expect(EditDistance.between(first, second) == distance)
        #expect(EditDistance.between(second, first) == distance)
    }

    @Test(arguments: [
        ("duratoin", "duration"), ("DURATION", "duration"), ("dur", "duration"),
        ("durations", "duration"), ("pth", "path"), ("tmes", "times"), ("user", "users"),
        ("zzz", nil), ("on", nil), ("", nil), (String(repeating: "path", count: 100), nil),
    ])
    func `the nearest name is found only when it is near`(name: String, nearest: String?) {
        let known = ["duration", "path", "times", "users", "do"]
        #expect(EditDistance.nearest(to: name, among: known) == nearest)
    }

    @Test func `of equally near names the first is taken`() {
        #expect(EditDistance.nearest(to: "fileRea", among: ["fileRead", "fileReal"]) == "fileRead")
    }
}
