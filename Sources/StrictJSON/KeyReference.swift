/// The keys of an object as a page for people.
public enum KeyReference {
    /// A Markdown table with one row per key: key, kind, default, what it does.
    public static func markdownTable(_ keys: [any KeyDescriptor]) -> String {
        var lines = ["| key | value | default | what it does |", "|---|---|---|---|"]
        lines += keys.map { markdownRow($0) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One row of the table.
    public static func markdownRow(_ key: any KeyDescriptor) -> String {
        let fallback = key.defaultValue.map { "`\(cell($0.text()))`" }
        let presence = key.isRequired ? "required" : fallback ?? "–"
        return
            "| `\(cell(key.name))` | \(cell(key.kindTitle)) | \(presence) | \(cell(key.summary)) |"
    }

    private static func cell(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "|": escaped += "\\|"
            case "\n": escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
