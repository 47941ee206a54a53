import SFTPWire
import StrictJSON

/// The reference page of the scenario language, made from the keys the loader reads.
public enum ScenarioReference {
    /// The page, as committed in `Scenarios/README.md`.
    public static var markdown: String {
        var page = ReferencePage()
        page.text(
            """
            # Scenarios

            A scenario is a JSON file that tells the server what it stores, who may log in, what \
            goes wrong and when, and what a client must have done. `sftp-double check FILE…` reads \
            one without serving it; `scenario.schema.json` lets editors complete and check it.

            Beside this page: `MISBEHAVIOURS.md`, what servers were seen to do and which scenario \
            does it; `CLIENTS.md`, how today's clients cope with each; `STATUS.md`, what is \
            answered without a rule; `personalities/`, servers to include; `playground.json`, \
            where the path is the instruction.

            This page and the schema are made from the keys the program reads; change those, not \
            these.
            """)
        tutorial(&page)
        reference(&page)
        return page.markdown
    }

    private static func tutorial(_ page: inout ReferencePage) {
        page.text("## In ten steps")
        for (index, step) in TutorialStep.all.enumerated() {
            page.text("### \(index + 1). \(step.title)")
            page.text(step.text)
            if let scenario = step.scenario { page.code(scenario, "json") }
        }
    }

    private static func reference(_ page: inout ReferencePage) {
        page.text("## The file")
        page.keys(ScenarioDocument.keys)
        page.text("### include, and several files")
        page.text(merging)
        page.text("### server")
        page.keys(ServerDocument.keys)
        page.text("### server: authentication")
        page.keys(AuthenticationDocument.keys)
        page.text("### server: versions")
        page.text(versions)
        page.keys(VersionsDocument.keys)
        page.text("### idle")
        page.keys(IdleDocument.keys)
        page.text("### algorithms")
        page.keys(AlgorithmsDocument.keys)
        page.text("### server: extensions")
        page.text(extensions)
        page.keys(ExtensionsDocument.treatmentKeys)
        page.text("### server: vendorID")
        page.keys(VendorDocument.keys)
        page.text("### capacity, quota, quotas")
        page.keys(QuotaDocument.keys)
        page.text("### limits")
        page.keys(LimitsDocument.keys)
        page.text("### server: quirks")
        page.keys(QuirksDocument.keys)
        page.text("### users")
        page.keys(UserDocument.keys)
        page.text("### throttle")
        page.keys(ThrottleDocument.keys)
        page.text("### principals")
        page.keys(PrincipalsDocument.keys)
        page.text("### files")
        page.text(
            "Each path has exactly one of `text`, `hex`, `base64`, `size`, `directory`, `symlink`."
        )
        page.keys(FileDocument.keys)
        page.text("### files: grows")
        page.keys(GrowthDocument.keys)
        page.text("### acl")
        page.text("An array of entries, or an object with the entries and the flags of the list.")
        page.keys(ACLDocument.entryKeys)
        page.keys(ACLDocument.listKeys)
        page.text("### states")
        page.keys(StateDocument.keys)
        page.text("## Rules")
        page.keys(RuleDocument.keys)
        page.text(counting)
        events(&page)
        page.text("## when")
        page.text(
            "All keys of one matcher have to hold. A test on a field that the event does not have "
                + "fails.")
        page.keys(MatcherCatalog.all.map { DocumentKey($0.key, $0.example) })
        page.text(patterns)
        page.text("### has, lacks, equals")
        page.keys(FlagKeys.documented)
        page.text("### attributes: values")
        page.keys(AttributeTestKeys.documented)
        page.text("## do")
        page.keys(ActionCatalog.all.map { DocumentKey($0.key, $0.example) })
        actions(&page)
        page.text("### Templates")
        page.text(templates)
        page.table(
            ["placeholder", "what it becomes"],
            Placeholder.Name.allCases.map { ["`${\($0.rawValue)}`", $0.summary] } + [
                ["`${1}`", "What that group of the regular expression on `path` took, 1 to 99."],
                [
                    "`${random:8}`",
                    "So many letters and digits, drawn from the seed: at most 4,096.",
                ],
            ])
        page.text("## expect")
        expectations(&page)
        statuses(&page)
        page.text(journal)
    }

    private static func expectations(_ page: inout ReferencePage) {
        page.text(
            "What a correct client must have done, judged when the server stops, when a program "
                + "asks, and by `sftp-double run`. Most count events, with these keys and those "
                + "of `when` that look at fields:")
        page.keys(ExpectationDocument.eventKeys)
        page.text("To forbid events, with the same keys beside it but no `count`:")
        page.keys(ExpectationDocument.neverKeys)
        page.text("To ask for an order, in which other events may come between:")
        page.keys(ExpectationDocument.orderKeys)
        page.text("To count what a rule did:")
        page.keys(ExpectationDocument.ruleKeys)
        page.text(
            "About the client as a whole; `user` goes with `authenticated`, `after` with the "
                + "two durations, which are measured by the times of the journal:")
        page.keys(ExpectationDocument.clientKeys)
        page.text("About what is stored in the end, links followed:")
        page.keys(FileExpectationDocument.keys)
    }

    private static func events(_ page: inout ReferencePage) {
        page.text("## Events")
        page.text(
            "Requests and `keyExchange` have a before and an after phase, other events a before "
                + "phase only; a request that was refused in its before phase has no after phase. "
                + "Every event has `connection`, `address`, `port` and `elapsed`, every request "
                + "`session`, `openHandles`, `bytesRead` and `bytesWritten` too; fields that only "
                + "some requests of an event have are absent in the others.")
        page.table(
            ["event", "fires when", "requests", "fields", "after only"],
            EventKind.table.map { row in
                let common: Set<EventField> =
                    row.isRequest ? [.session, .openHandles, .bytesRead, .bytesWritten] : []
                let fields = EventField.allCases.filter {
                    row.fields.subtracting(common).contains($0)
                }
                let after = EventField.allCases.filter { row.afterFields.contains($0) }
                return [
                    "`\(row.kind.rawValue)`", row.summary, row.requests,
                    names(fields), names(after),
                ]
            })
    }

    /// The keys that test the fields, each once.
    private static func names(_ fields: [EventField]) -> String {
        var keys: [String] = []
        for field in fields where !keys.contains(field.key) { keys.append(field.key) }
        return keys.joined(separator: ", ")
    }

    private static func actions(_ page: inout ReferencePage) {
        for table in ActionCatalog.all.flatMap(\.details) {
            page.text("### \(table.title)")
            page.keys(table.keys)
        }
        page.text(replies)
        page.text("### Where each makes sense")
        page.table(
            ["action", "events", "phases", "not beside"],
            ActionCatalog.all.map { action in
                let kinds = EventKind.allCases.filter { action.events.contains($0) }
                let phases = EventPhase.allCases.filter { action.phases.contains($0) }
                return [
                    "`\(action.key.name)`", phrase(kinds),
                    phases.map(\.rawValue).joined(separator: ", "),
                    action.conflicts.map { "`\($0.key)`" }.joined(separator: ", "),
                ]
            })
    }

    private static func phrase(_ kinds: [EventKind]) -> String {
        guard EventKind.requests.isSubset(of: kinds) else {
            return kinds.map(\.rawValue).joined(separator: ", ")
        }
        let others = kinds.filter { !$0.isRequest }.map(\.rawValue)
        guard others.count < EventKind.allCases.count - EventKind.requests.count else {
            return "all"
        }
        return (["all requests"] + others).joined(separator: ", ")
    }

    private static func statuses(_ page: inout ReferencePage) {
        page.text("## Status codes")
        page.text(
            "By name, with or without `SSH_FX_`, or by any number from 0 to 4294967295; also as "
                + "the drafts misspell them (`UNKNOWN_PRINCIPLE`, `LOCK_CONFlICT`), and by the "
                + "names of SecureBlackbox: `ostOk`, `ostNoSuchFile`, `ostAccessDenied`, "
                + "`ostWriteProtect`, `ostUnsupported`, `ostInvalidParameter`, `ostEOF`. The text "
                + "is what is sent when the scenario gives no message; `before`, what `compat` "
                + "sends in versions that do not have the code.")
        page.table(
            ["number", "name", "since", "before", "text"],
            StatusCode.table.map { row in
                [
                    String(row.code.rawValue), "`\(row.shortName)`",
                    "version \(row.since.rawValue)",
                    row.since == .v3 ? "" : "`\(row.downgrade.row?.shortName ?? "")`",
                    "\(row.sentence)",
                ]
            })
    }
}
