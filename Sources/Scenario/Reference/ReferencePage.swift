import StrictJSON

/// Collects paragraphs and tables as Markdown.
struct ReferencePage {
    private var blocks: [String] = []

    /// The page so far.
    var markdown: String { blocks.joined(separator: "\n\n") + "\n" }

    /// Adds a heading, a paragraph or several.
    mutating func text(_ text: String) {
        blocks.append(text)
    }

    /// Adds a block of code.
    mutating func code(_ text: String, _ language: String) {
        blocks.append("```\(language)\n\(text)\n```")
    }

    /// Adds a table; cells are escaped.
    mutating func table(_ head: [String], _ rows: [[String]]) {
        let lines =
            [row(head), "|" + String(repeating: "---|", count: head.count)] + rows.map(row)
        blocks.append(lines.joined(separator: "\n"))
    }

    /// Adds a table of keys with their examples.
    mutating func keys(_ keys: [DocumentKey]) {
        table(
            ["key", "value", "default", "example", "what it does"],
            keys.map { entry in
                let fallback = entry.key.defaultValue.map { "`\($0.text())`" }
                return [
                    "`\(entry.key.name)`", entry.key.kindTitle,
                    entry.key.isRequired ? "required" : fallback ?? "–", "`\(entry.example)`",
                    entry.key.summary,
                ]
            })
    }

    private func row(_ cells: [String]) -> String {
        "| "
            + cells.map {
                $0.split(separator: "|", omittingEmptySubsequences: false)
                    .joined(separator: "\\|")
            }.joined(separator: " | ") + " |"
    }
}
