import SFTPWire
import StrictJSON

/// Faults in what a reply is about: data, handles, attributes, names, paths.
extension FaultCatalog {
    private static let sizes: [JSONValue] = [
        "0B", "1B", "1000B", "32768B", "65536B", "4GiB", "1TiB", "9223372036854775807B",
        "18446744073709551615B",
    ]

    static let transfers: [FaultTemplate] = [
        FaultTemplate("data.short", on: ["fileRead"], weight: 4, keepsEnd: true) { values in
            ["data": ["atMost": values.pick(["1000B", "8192B", "32767B"])]]
        },
        FaultTemplate("data.tiny", on: ["fileRead"], most: 20) { values in
            ["data": ["atMost": values.pick(["1B", "7B"])]]
        },
        FaultTemplate("data.extra", on: ["fileRead"], weight: 2, keepsEnd: true) { values in
            ["data": ["extra": values.pick(["1B", "1000B", "40000B", "300000B"])]]
        },
        FaultTemplate("data.declaredLength", on: ["fileRead"], weight: 3) { values in
            let lengths: [JSONValue] = [
                ["exactly": "0B"], ["exactly": "1B"], ["exactly": "4294967295B"],
                ["exactly": "2147483647B"], ["exactly": "4294967292B"], ["more": "1B"],
                ["more": "100000B"], ["fewer": "1B"],
            ]
            return ["data": ["declaredLength": values.pick(lengths)]]
        },
        FaultTemplate("data.trailing", on: ["fileRead"], weight: 1, keepsEnd: true) { values in
            ["data": ["trailing": values.bytes(most: 32)]]
        },
        FaultTemplate("data.end", on: ["fileRead"], weight: 3, keepsEnd: true) { values in
            ["data": ["end": values.pick(["0B", "1B", "1000B", "32768B", "65536B", "199999B"])]]
        },
        FaultTemplate("data.empty", on: ["fileRead"], weight: 2, most: 20) { _ in
            ["data": ["bytes": ""]]
        },
        FaultTemplate("data.content", on: ["fileRead"], weight: 1, lie: true, most: 5) { values in
            ["data": ["bytes": values.bytes(most: 64)]]
        },
        FaultTemplate("limits.read", on: ["init"], weight: 1) { values in
            ["limits": ["read": values.pick(["1000B", "5000B"])]]
        },
        FaultTemplate("limits.openHandles", on: ["init"], weight: 1) { values in
            ["limits": ["openHandles": values.pick([1, 2])]]
        },
    ]

    static let answers: [FaultTemplate] = [
        FaultTemplate("handle", on: ["fileOpen", "dirList"], weight: 3) { values in
            let handles: [JSONValue] = [
                ["length": 1], ["length": 256], ["length": 257], ["length": 1_000],
                ["length": 65_536], ["stale": true], ["bytes": ""], ["bytes": ["hex": "00"]],
                ["bytes": ["hex": "00ff2f2e2e"]],
            ]
            return ["handle": values.pick(handles)]
        },
        FaultTemplate("attributes.size", on: ["getAttributes"], weight: 3, lie: true) { values in
            ["attributes": ["set": ["size": values.pick(sizes)]]]
        },
        FaultTemplate("attributes.mode", on: ["getAttributes"], weight: 2, lie: true) { values in
            let modes: [JSONValue] = ["0000", "0100000", "040755", "0120777", "0177777", "020666"]
            return ["attributes": ["set": ["mode": values.pick(modes)]]]
        },
        FaultTemplate("attributes.times", on: ["getAttributes", "dirRead"], weight: 1) { values in
            ["attributes": ["set": ["mtime": values.pick([0, -1, 4_294_967_295, 2_147_483_648])]]]
        },
        FaultTemplate("attributes.omit", on: ["getAttributes"], weight: 2) { values in
            ["attributes": ["omit": values.pick(["SIZE", "PERMISSIONS", "ACMODTIME", "UIDGID"])]]
        },
        FaultTemplate("attributes.omit", on: ["dirRead"], weight: 2, lie: true) { values in
            [
                "attributes": [
                    "omit": values.pick([["SIZE"], ["PERMISSIONS"], ["SIZE", "PERMISSIONS"]])
                ]
            ]
        },
        FaultTemplate(
            "attributes.flags", on: ["getAttributes", "dirRead"], weight: 2, lie: true
        ) { values in
            let flags: [JSONValue] = [
                0, 4_294_967_295, 2_147_483_648, 2_147_483_663, ["add": "ACL"],
                ["add": "EXTENDED"], ["remove": "SIZE"], ["remove": "PERMISSIONS"],
            ]
            return ["attributes": ["flags": values.pick(flags)]]
        },
        FaultTemplate(
            "attributes.layout", on: ["getAttributes", "dirRead"], weight: 1, lie: true
        ) { values in
            ["attributes": ["layoutVersion": values.pick([3, 4, 5, 6])]]
        },
        FaultTemplate(
            "attributes.raw", on: ["getAttributes", "dirRead"], weight: 3, lie: true
        ) { values in
            ["attributes": ["raw": values.mutant(.attrs)]]
        },
        FaultTemplate("attributes.extended", on: ["getAttributes", "dirRead"]) { values in
            let pairs: [JSONValue] = [
                ["a@b": "c"], ["": ""], ["a": .string(String(repeating: "x", count: 60_000))],
            ]
            return ["attributes": ["set": ["extended": values.pick(pairs)]]]
        },
        FaultTemplate("path", on: ["resolvePath", "linkRead"], weight: 3, lie: true) { values in
            let paths: [JSONValue] = [
                "", ".", "..", "relative", "/no/such/home", ["hex": "2f00"], ["hex": "2fff"],
                .string("/" + String(repeating: "a", count: 5_000)), ["names": []],
                ["names": ["/a", "/b", "/c"]], ["names": ["/a"], "declaredCount": ["exactly": 0]],
                ["names": ["/a"], "declaredCount": ["exactly": 4_294_967_295]],
            ]
            return ["path": values.pick(paths)]
        },
        FaultTemplate("path.raw", on: ["resolvePath", "linkRead"], weight: 2, lie: true) { values in
            ["path": ["raw": values.mutant(.name)]]
        },
        FaultTemplate("extendedReply", on: ["extended"], weight: 4, lie: true) { values in
            ["extendedReply": values.bytes(most: 96)]
        },
    ]
}
