/// Rules that do a little of everything, as JSON, for sessions that are sent anything.
public enum RuleSets {
    /// None; those that keep one sound answer to each request; those that keep nothing; both.
    public static let all = ["", orderly, wild, orderly + "," + wild]

    /// The last of `all` under which each packet has one sound answer with its id.
    public static let lastOrderly = 1

    /// Each packet has one answer with its id, of which DATA and NAME may be garbled inside.
    public static let oneAnswerEach = orderly + "," + garbling

    private static let orderly = #"""
        {"on": "*", "probability": 0.1, "do": {"delay": "5ms"}},
        {"on": "*", "probability": 0.1, "do": {"delay": {"for": "7ms", "holds": "reply"}}},
        {"on": "*", "probability": 0.1, "phase": "after", "do": {"delay": "3ms"}},
        {"on": "*", "probability": 0.1, "do": {"status": "LOCK_CONFLICT"}},
        {"on": "*", "probability": 0.1, "phase": "after", "do": {"status": 31}},
        {"on": "*", "probability": 0.05, "phase": "after", "do": {"status": 999}},
        {"on": "*", "probability": 0.1, "do": {"effect": "skip"}},
        {"on": ["fileOpen", "dirList"], "probability": 0.1, "do": {"handle": "h"}},
        {"on": "fileRead", "probability": 0.2, "do": {"data": "data"}},
        {"on": "fileRead", "phase": "after", "probability": 0.2, "do": {"data": {"atMost": "1B",
         "corrupt": {"at": "2B", "to": "abc"}}}},
        {"on": "fileWrite", "probability": 0.5, "do": {"write": {"fewer": "1B",
         "corrupt": {"at": "1B", "xor": "abc"}}}},
        {"on": "dirRead", "phase": "after", "probability": 0.3, "do": {"names": {"hide": "a",
         "layoutVersion": 3}, "atEnd": true}},
        {"on": ["resolvePath", "linkRead"], "probability": 0.3, "do": {"path": "${path}/x"}},
        {"on": "extended", "probability": 0.2, "do": {"extendedReply": [{"uint32": 1}]}},
        {"on": ["getAttributes", "dirRead"], "probability": 0.3,
         "do": {"attributes": {"omit": "SIZE"}}}
        """#

    private static let garbling = #"""
        {"on": "fileRead", "probability": 0.3, "do": {"data": {"extra": "9B", "end": "never",
         "corrupt": {"flips": 9}, "declaredLength": {"more": "1B"}, "trailing": "x"}}},
        {"on": "dirList", "probability": 0.5, "do": {"names": {"end": "never", "copies": 2,
         "batch": 3, "real": true, "entries": ["a", {"name": "${n}", "count": 5}]}}},
        {"on": "dirRead", "probability": 0.3, "do": {"names": {"entries": ["../x"],
         "layoutVersion": 5, "declaredCount": {"more": 9}, "trailing": "x"}}}
        """#

    private static let wild = garbling + "," + breaking

    private static let breaking = #"""
        {"on": ["resolvePath", "linkRead"], "probability": 0.3, "do": {"path": {"names": [
         {"name": "/u", "attributes": {"set": {"uid": 5, "atime": 1, "owner": "o"}}},
         {"name": "/g", "attributes": {"set": {"gid": 5, "mtime": 1, "group": "g",
         "bits": "HIDDEN"}}}]}}},
        {"on": "dirList", "probability": 0.1, "do": {"names": {"entries": [
         {"name": "${n}", "count": 3000}]}}},
        {"on": "packet", "probability": 0.05, "do": {"frame": {"flip": [{"at": "5B",
         "bits": 1}]}}},
        {"on": "*", "probability": 0.02, "phase": "after", "do": {"frame": {"truncate": "7B"}}},
        {"on": "*", "probability": 0.05, "phase": "after", "do": {"drop": true}},
        {"on": "*", "probability": 0.05, "phase": "after", "do": {"reply": {"duplicate": 1}}},
        {"on": "*", "probability": 0.05, "phase": "after", "do": {"reply": {"id": 0}}},
        {"on": "fileRead", "probability": 0.1, "phase": "after",
         "do": {"reply": {"type": "HANDLE"}}},
        {"on": "*", "probability": 0.05, "do": {"hold": {"replies": 3, "atMost": "2s"}}},
        {"on": "fileRead", "probability": 0.1, "do": {"reorder": {"order": "reversed",
         "window": 4, "within": "100ms"}}},
        {"on": "fileRead", "probability": 0.05, "do": {"flood": {"where": "before", "count": 100,
         "packet": {"type": "STATUS", "id": {"offset": 1000}, "payload": {"hex": "00000000"}}}}},
        {"on": "dirRead", "probability": 0.05,
         "do": {"packets": {"before": [{"raw": {"hex": "00000001"}}]}}},
        {"on": "fileWrite", "probability": 0.1, "do": {"stall": {"what": "reading",
         "for": "3s"}}},
        {"on": "fileClose", "probability": 0.1, "do": {"pause": {"gate": "g", "atMost": "200ms"}}},
        {"on": "fileOpen", "probability": 0.1, "phase": "after", "do": {"release": "g"}},
        {"on": "fileRead", "probability": 0.1, "do": {"files": {"resize": "64KiB"}}},
        {"on": "fileRead", "probability": 0.1, "phase": "after", "do": {"files": {"remove": true}}},
        {"on": "fileClose", "probability": 0.1, "phase": "after",
         "do": {"files": {"move": "/home/demo/d/"}}},
        {"on": "error", "probability": 0.3, "do": {"capture": {"name": "m", "atMost": 10}}},
        {"on": "fileClose", "phase": "after", "do": {"log": "close ${count} ${status} ${now}"}},
        {"on": "init", "probability": 0.2, "do": {"version": {"atMost": 4}}},
        {"on": "*", "probability": 0.01, "do": {"connection": "fin"}}
        """#
}
