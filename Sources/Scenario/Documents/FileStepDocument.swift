import SFTPWire
import StrictJSON

/// A change of files as a rule says it.
enum FileStepDocument {
    private static let remove = Key(
        "remove", Kind<Bool>.onlyTrue, "The file, link or empty directory goes.")
    private static let move = Key(
        "move", target,
        "It moves to this path, or into it when it ends in a slash; missing parents are made, what "
            + "is there is replaced.")
    private static let create = Key(
        "create", filling, "It is made, or gets this content; missing parents are made.")
    private static let append = Key("append", filling, "It grows at its end.")
    private static let resize = Key(
        "resize", size, "It is cut, or extended by zeros, to this size.")
    private static let directory = Key(
        "directory", Kind<Bool>.onlyTrue, "It is made as a directory; missing parents are made.")
    private static let symlink = Key(
        "symlink", Kind<TemplateText>.template, "It is made as a symbolic link with this target.")
    private static let set = Key("set", attributes, "Its attributes change.")
    private static let hold = Key(
        "hold", Kind<Bool>.onlyTrue,
        "What OPEN opens can be seen by nobody until it is closed, and goes when it never is.")
    private static let path = Key(
        "path", place,
        "The file; otherwise that of the event, of RENAME the new path in the after phase.")
    private static let delay = Key(
        "after", Kind<UInt64>.duration(1...86_400_000_000_000),
        "How much later; otherwise at once.")

    /// The keys, in the order of the reference.
    static let keys = [
        DocumentKey(remove, #""remove": true"#),
        DocumentKey(move, #""move": "/home/demo/done/""#),
        DocumentKey(create, #""create": {"text": "ready\n"}"#),
        DocumentKey(append, #""append": "1KiB""#),
        DocumentKey(resize, #""resize": "0B""#),
        DocumentKey(directory, #""directory": true"#),
        DocumentKey(symlink, #""symlink": "../elsewhere""#),
        DocumentKey(set, #""set": {"mode": "0444"}"#),
        DocumentKey(hold, #""hold": true"#),
        DocumentKey(path, #""path": "/home/demo/ready.txt""#),
        DocumentKey(delay, #""after": "2s""#),
    ]

    /// More would make one request a batch job.
    private static let mostSteps = 16

    /// The kind of `files` in `do`.
    static let kind = Kind<[FileStep]>.anyOf([
        step.map { [$0] }, .array(of: step, count: 1...mostSteps),
    ]).titled("object of one change, or array of them")

    private static let step = Kind<FileStep>.object("the change", keys.map(\.key)) { reader in
        let path = reader.read(path)
        let delay = reader.read(delay)
        let forms: [any KeyDescriptor] = [
            remove, move, create, append, resize, directory, symlink, set, hold,
        ]
        let found = forms.filter { reader.has($0) }.map { "\"\($0.name)\"" }
        let work = work(reader)
        guard found.count == 1 else {
            if found.count > 1 {
                reader.node.error(
                    "\(found.joined(separator: " and ")) exclude each other in one change; write "
                        + "an array of changes")
            } else if !reader.hasUnknownKeys {
                let names = forms.map { "\"\($0.name)\"" }.joined(separator: ", ")
                reader.node.error("the change needs one of the keys \(names)")
            }
            return nil
        }
        if reader.has(hold) {
            if path != nil { reader.error("what is held is what OPEN opens", at: Self.path) }
            if delay != nil { reader.error("what is held is held at once", at: Self.delay) }
        }
        return work.map { FileStep($0, path: path, delayNanoseconds: delay ?? 0) }
    }

    /// Reads all forms, so that none is called unread; the last that is there counts.
    private static func work(_ reader: ObjectReader) -> FileStep.Work? {
        let works: [FileStep.Work?] = [
            reader.read(remove).map { _ in .remove }, reader.read(move).map { .move($0) },
            reader.read(create).map { .create($0) }, reader.read(append).map { .append($0) },
            reader.read(resize).map { .resize($0) },
            reader.read(directory).map { _ in .makeDirectory },
            reader.read(symlink).map { .symlink($0) }, reader.read(set).map { .set($0) },
            reader.read(hold).map { _ in .hold },
        ]
        return works.compactMap { $0 }.last
    }

    private static let size = Kind<UInt64>.size(0...(1 << 40))

    private static let place = path(orFolder: false)
    private static let target = path(orFolder: true)
        .titled("absolute path, with a slash at its end for a folder")

    /// What placeholders make of a path is only known when the rule acts.
    private static func path(orFolder: Bool) -> Kind<TemplateText> {
        Kind<TemplateText>.template.map { template, node -> TemplateText? in
            guard template.isConstant else { return template }
            var text = String(decoding: template.bytes, as: UTF8.self)
            if orFolder, text.utf8.count > 1, text.hasSuffix("/") { text.removeLast() }
            if let problem = AbsolutePath.problem(text) {
                node.error(problem)
                return nil
            }
            return template
        }.titled("absolute path")
    }

    private static let filling = Kind<FileFilling>.anyOf([
        size.refusingNumbers.map { .zeros($0) },
        .oneKey(
            "the content",
            [
                Choice("text", Kind<TemplateText>.template.map { .bytes($0) }, "Text."),
                Choice(
                    "hex", Kind<String>.hexText.map { .bytes(TemplateText($0)) },
                    "Hexadecimal digits."),
                Choice(
                    "base64", Kind<String>.base64Text.map { .bytes(TemplateText($0)) }, "Base64."),
            ]),
    ]).titled("size of zeros, or object with one of text, hex, base64")

    private static let mode = Key("mode", Kind<UInt32>.mode(0...0o7777), "Permission bits.")

    /// The keys of `set`, in the order of the reference.
    static let attributeKeys = [
        DocumentKey(mode, #""mode": "0444""#),
        DocumentKey(AttributeKeys.uid, #""uid": 0"#),
        DocumentKey(AttributeKeys.gid, #""gid": 0"#),
        DocumentKey(AttributeKeys.accessTime, #""atime": 0"#),
        DocumentKey(AttributeKeys.modifyTime, #""mtime": "2024-02-29T12:00:00Z""#),
        DocumentKey(AttributeKeys.createTime, #""createTime": 0"#),
        DocumentKey(
            AttributeKeys.acl, #""acl": [{"who": "EVERYONE@", "rights": "READ_DATA"}]"#),
        DocumentKey(AttributeKeys.bits, #""bits": "HIDDEN""#),
        DocumentKey(AttributeKeys.mimeType, #""mimeType": "text/plain""#),
    ]

    private static let attributes = Kind<FileAttributes>.object(
        "set", attributeKeys.map(\.key)
    ) { reader in
        if reader.node.members?.isEmpty == true { reader.node.error("set is empty") }
        var attributes = FileAttributes()
        attributes.permissions = reader.read(mode)
        attributes.uid = reader.read(AttributeKeys.uid)
        attributes.gid = reader.read(AttributeKeys.gid)
        attributes.accessTime = reader.read(AttributeKeys.accessTime)
        attributes.modifyTime = reader.read(AttributeKeys.modifyTime)
        attributes.createTime = reader.read(AttributeKeys.createTime)
        attributes.acl = reader.read(AttributeKeys.acl)
        attributes.bits = reader.read(AttributeKeys.bits)
        attributes.mimeType = reader.read(AttributeKeys.mimeType)
        return attributes
    }
}
