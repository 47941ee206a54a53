import SFTPWire
import StrictJSON

/// Faults in listings, and names that lead a client out of its folder.
extension FaultCatalog {
    static let listings: [FaultTemplate] = [
        FaultTemplate("names.count", on: ["dirRead"], weight: 3, lie: true) { values in
            let counts: [JSONValue] = [
                ["exactly": 0], ["exactly": 65_536], ["exactly": 268_435_456],
                ["exactly": 2_147_483_647], ["exactly": 4_294_967_295], ["more": 1],
                ["more": 100], ["fewer": 1],
            ]
            return ["names": ["real": true, "declaredCount": values.pick(counts)]]
        },
        FaultTemplate("names.raw", on: ["dirRead"], weight: 4, lie: true, most: 5) { values in
            ["names": ["raw": values.mutant(.name)]]
        },
        FaultTemplate("names.layout", on: ["dirRead"], weight: 1, lie: true) { values in
            ["names": ["real": true, "layoutVersion": values.pick([3, 4, 5, 6])]]
        },
        FaultTemplate("names.trailing", on: ["dirRead"], weight: 1) { values in
            ["names": ["real": true, "trailing": values.bytes(most: 40)]]
        },
        FaultTemplate("names.longName", on: ["dirRead"], weight: 2) { values in
            let lines: [JSONValue] = [
                "", ["hex": "ff00"], "%s%s%n",
                .string(String(repeating: "l", count: 20_000)), "drwxrwxrwx 0 a b -1 x",
                ["hex": "1b5d303b6869071b5b324a"],
            ]
            return ["names": ["real": true, "longName": values.pick(lines)]]
        },
        FaultTemplate("names.batch", on: ["dirRead"], weight: 1, keepsEnd: true) { _ in
            ["names": ["batch": 1]]
        },
        FaultTemplate("names.copies", on: ["dirList"], weight: 1) { values in
            ["names": ["real": true, "copies": values.pick([2, 100])]]
        },
        // No client can get these, so that its target is not what it would be proves nothing.
        FaultTemplate("names.odd", on: ["dirList"], weight: 4, lie: true) { values in
            let names: [JSONValue] = [
                "", ".", "..", "/", "a/b", "a\\b", "-rf", "%s%n", "C:", "NUL", "trailing ",
                ["hex": "00"], ["hex": "610062"], ["hex": "fffe"], ["hex": "c3"],
                ["hex": "1b5d303b6869071b5b324a"], ["hex": "0a0d"],
                .string(String(repeating: "n", count: 256)),
                .string(String(repeating: "n", count: 5_000)),
            ]
            let mode: JSONValue = values.pick(["0100644", "040755", "0120777", "0000"])
            let entry: JSONValue = [
                "name": values.pick(names), "attributes": ["set": ["mode": mode]],
            ]
            return ["names": ["real": true, "entries": [entry]]]
        },
        FaultTemplate("names.many", on: ["dirList"], weight: 1, lie: true, most: 1) { values in
            let entry: JSONValue = [
                "name": "many-${n}", "count": values.pick([300, 5_000]),
                "attributes": ["set": ["mode": "0120777"]],
            ]
            return ["names": ["real": true, "entries": [entry]]]
        },
    ]

    static let escapes: [FaultTemplate] = [
        FaultTemplate("names.escape", on: ["dirList"], weight: 10) { values in
            let levels = 1 + values.random.next(below: 4)
            let up = String(repeating: "../", count: levels)
            let names = [
                up + "escaped.txt", "sub/" + up + "escaped.txt", "./" + up + "escaped.txt",
                escapedPrefix + "\(values.run).txt", "..\\escaped.txt", up + "escaped.txt/.",
            ]
            let entry: JSONValue = [
                "name": .string(values.pick(names, else: "../escaped.txt")),
                "attributes": ["set": ["mode": "0100644", "size": "8B"]],
            ]
            return .array([listing(["real": true, "entries": [entry]])] + readable)
        },
        // A folder that leads out, with a file in it.
        // What else is in the folder is not told, so contents prove nothing.
        FaultTemplate("names.escape by folder", on: ["dirList"], weight: 5, lie: true) { values in
            let names = ["..", "../escaped-folder", "../../escaped-folder", "./.."]
            let folder: JSONValue = [
                "name": .string(values.pick(names, else: "..")),
                "attributes": ["set": ["mode": "040755"]],
            ]
            let inner: JSONValue = [
                "name": "escaped.txt", "attributes": ["set": ["mode": "0100644", "size": "8B"]],
            ]
            let rules: [JSONValue] = [
                [
                    "on": "dirList", "times": 1,
                    "do": ["names": ["real": true, "entries": [folder]]],
                ],
                [
                    "on": "dirList", "when": ["path": "**escaped*"],
                    "do": ["names": ["entries": [inner]]],
                ],
                ["on": "dirList", "times": 1, "do": ["names": ["entries": [inner]]]],
            ]
            return .array(rules + readable)
        },
        // A link out of the folder, and then a name below it.
        FaultTemplate("names.escape by link", on: ["dirList"], weight: 5) { values in
            let link: JSONValue = [
                "name": "escaped-link", "attributes": ["set": ["mode": "0120777"]],
            ]
            let second = values.pick(
                ["escaped-link/escaped.txt", "escaped-link"], else: "escaped-link")
            let file: JSONValue = [
                "name": .string(second),
                "attributes": ["set": ["mode": "0100644", "size": "8B"]],
            ]
            let target: JSONValue = values.pick(["..", "../escaped-by-link.txt"])
            return .array(
                [
                    listing(["real": true, "entries": [link, file]]),
                    [
                        "on": "linkRead", "when": ["path": "**escaped*"],
                        "do": ["path": target],
                    ],
                ] + readable)
        },
    ]

    /// How the absolute names of files begin that no client may make; the number of the run
    /// and `.txt` follow.
    private static let escapedPrefix = ClientScenario.escapedPrefix

    private static func listing(_ names: JSONValue) -> JSONValue {
        ["on": "dirList", "times": 1, "do": ["names": names]]
    }

    /// Whatever is called escaped can be looked at and read.
    private static let readable: [JSONValue] = [
        [
            "on": "getAttributes", "when": ["path": "**escaped*"],
            "do": ["attributes": ["set": ["size": "8B", "mode": "0100644"]]],
        ],
        [
            "on": "fileOpen", "when": ["path": "**escaped*"],
            "do": ["handle": ["opens": "nothing"]],
        ],
        [
            "on": "fileRead", "when": ["path": "**escaped*"],
            "do": ["data": ["generated": "zero", "end": "8B"]],
        ],
    ]
}
