import SFTPWire

/// `Scenarios/STATUS.md`: the matrix as text, written from the rows that are tested.
enum StatusDocument {
    /// Where it is, from the root of the repository.
    static let path = "Scenarios/STATUS.md"
    /// The command that writes the document anew.
    static let command = "WRITE_STATUS_MATRIX=1 CI/unit --filter StatusMatrixTests"

    /// The whole text.
    static var text: String {
        (head + matrix + sources).joined(separator: "\n") + "\n"
    }

    private static let head = [
        "# Status codes that arise by themselves",
        "",
        "What the double answers when no rule says otherwise. Every cell is a test that sends the",
        "request to a session of that version; this page is written from the same table by",
        "`\(command)`.",
        "",
        "A code that a version does not have yet is replaced by the nearest one it has. A rule can",
        "answer any request with any code: see [README.md](README.md).",
        "",
        "## By request",
    ]

    private static var matrix: [String] {
        var lines: [String] = []
        var requests: [String] = []
        for row in StatusRow.all where !requests.contains(row.request) {
            requests.append(row.request)
        }
        for request in requests {
            lines += [
                "", "### \(request)", "", "| when | v3 | v4 | v5 | v6 |", "|---|---|---|---|---|",
            ]
            for row in StatusRow.all where row.request == request {
                let cells = row.codes.map { $0.map(name) ?? "" }
                lines.append("| \(row.situation) | \(cells.joined(separator: " | ")) |")
            }
        }
        return lines
    }

    private static func name(_ code: StatusCode) -> String {
        "\(code.row?.shortName ?? "?") \(code.rawValue)"
    }

    /// Why a server cannot answer some codes by itself.
    static let impossible: [StatusCode: String] = [
        .noConnection: "cannot: a server must not send it (draft-13 section 9.1)",
        .connectionLost: "cannot: a server must not send it (draft-13 section 9.1)",
    ]

    private static var sources: [String] {
        var lines = [
            "", "## By code", "", "| code | since | arises in version 6 from |", "|---|---|---|",
        ]
        for row in StatusCode.table {
            let source = impossible[row.code] ?? requests(answering: row.code)
            lines.append("| \(name(row.code)) | v\(row.since.rawValue) | \(source) |")
        }
        return lines
    }

    /// The requests that meet a code in version 6.
    static func requests(answering code: StatusCode) -> String {
        var names: [String] = []
        for row in StatusRow.all where row.code(in: .v6) == code {
            let name = String(row.request.prefix { $0 != "," })
            if !names.contains(name) { names.append(name) }
        }
        return names.joined(separator: ", ")
    }
}
