import SFTPFileSystem
import SFTPWire
import Testing

@Suite struct `An access control list is stored as its flags say` {
    private static let both =
        AccessControlList.controlIncluded | AccessControlList.controlPresent
        | AccessControlList.auditAlarmIncluded

    private func entry(_ type: UInt32, _ who: String) -> AccessControlEntry {
        AccessControlEntry(type: type, mask: AccessMask(rawValue: 1), who: Array(who.utf8))
    }

    private func stored(
        _ change: AccessControlList, over old: AccessControlList?
    ) throws -> AccessControlList? {
        let files = InMemoryFileSystem()
        try files.put("/a", "")
        if let old { try files.set("/a") { $0.acl = old } }
        try files.set("/a") { $0.acl = change }
        return try files.status("/a").acl
    }

    private var allow: AccessControlEntry { entry(AccessControlEntry.accessAllowed, "one") }
    private var deny: AccessControlEntry { entry(AccessControlEntry.accessDenied, "two") }
    private var audit: AccessControlEntry { entry(AccessControlEntry.systemAudit, "three") }
    private var alarm: AccessControlEntry { entry(AccessControlEntry.systemAlarm, "four") }

    @Test func `without flags, as in versions 4 and 5, it replaces the old one`() throws {
        let old = AccessControlList(entries: [allow, audit])
        let new = AccessControlList(entries: [deny])
        #expect(try stored(new, over: old) == new)
        #expect(try stored(AccessControlList(), over: old) == AccessControlList())
    }

    @Test func `with both classes included it replaces the old one`() throws {
        let old = AccessControlList(flags: Self.both, entries: [allow, audit])
        let new = AccessControlList(flags: Self.both, entries: [deny, alarm])
        #expect(try stored(new, over: old) == new)
        #expect(try stored(new, over: nil) == new)
    }

    @Test func `entries of a class that is not included stay`() throws {
        let old = AccessControlList(flags: Self.both, entries: [allow, audit])
        let control = AccessControlList.controlIncluded | AccessControlList.controlPresent
        let new = AccessControlList(flags: control, entries: [deny, alarm])
        #expect(try stored(new, over: old)?.entries == [audit, deny])
        #expect(try stored(new, over: nil)?.entries == [deny])
        let alarms = AccessControlList(
            flags: AccessControlList.auditAlarmIncluded, entries: [deny, alarm])
        #expect(try stored(alarms, over: old)?.entries == [allow, alarm])
    }

    @Test func `without the present flag the controlling entries go`() throws {
        let old = AccessControlList(flags: Self.both, entries: [allow, audit])
        let new = AccessControlList(
            flags: AccessControlList.controlIncluded, entries: [allow])
        #expect(try stored(new, over: old)?.entries == [audit])
        let allowed = AccessControlList(flags: Self.both, entries: [allow])
        #expect(try stored(new, over: allowed) == nil)
    }

    @Test func `present without entries refuses everybody and is kept`() throws {
        let flags = AccessControlList.controlIncluded | AccessControlList.controlPresent
        let none = AccessControlList(flags: flags)
        #expect(try stored(none, over: AccessControlList(entries: [allow])) == none)
    }

    @Test func `it counts as memory, which comes back`() throws {
        let limit: UInt64 = 64 << 10
        let files = InMemoryFileSystem(configuration: .init(memoryLimitBytes: limit))
        try files.put("/a", "")
        try files.makeDirectory("/d")
        let long = entry(0, String(repeating: "w", count: 20_000))
        let free = try files.counts("/").freeBlocks
        for path in ["/a", "/d"] {
            try files.set(path) { $0.acl = AccessControlList(entries: [long]) }
        }
        #expect(try files.counts("/").freeBlocks < free - 8)
        #expect(throws: FileSystemError.noSpace) {
            try files.set("/a") {
                $0.acl = AccessControlList(entries: [long, long, long])
                $0.permissions = 0o600
            }
        }
        #expect(try files.status("/a").permissions == 0o100_644)
        #expect(try files.status("/a").acl?.entries == [long])
        try files.set("/a") { $0.acl = AccessControlList() }
        try files.removeDirectory("/d")
        #expect(try files.counts("/").freeBlocks >= free - 1)
    }
}
