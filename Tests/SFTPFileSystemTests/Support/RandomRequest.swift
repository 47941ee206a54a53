import SFTPFileSystem
import SFTPWire

/// One request with everything chosen; small sets make requests meet each other often.
struct RandomRequest: CustomStringConvertible {
    private static let names = [
        "a", "b", "c", "a/b", "b/a", "c/a/b", "b/c", "a/../b", "c/.", "a/..",
    ]
    private static let targets = ["a", "b", "../c", "/b/a", "c/a", "./a/..", "nowhere/x", "a/"]

    private let kind: Int
    private let path: String
    private let other: String
    private let target: String
    private let number: Int

    init(_ random: inout SeededRandom) {
        kind = random.next(below: 22)
        path = Self.path(&random)
        other = Self.path(&random)
        target = Self.targets[random.next(below: Self.targets.count)]
        number = random.next(below: 1 << 16)
    }

    private static func path(_ random: inout SeededRandom) -> String {
        let name = names[random.next(below: names.count)]
        let slash = random.next(below: 8) == 0 ? "/" : ""
        return "/\(name)\(slash)"
    }

    private var options: OpenOptions {
        OpenOptions(rawValue: UInt32(number) & 0b111011)
    }

    private var isCreation: Bool { [8, 9, 14, 15].contains(kind) }

    var description: String {
        "\(kind) \(path) \(other) \(target) \(number)"
    }

    /// What comes of it: a text of the answer, or the error.
    func outcome(on files: any FileSystem) -> String {
        do {
            return try perform(on: files)
        } catch FileSystemError.isADirectory where isCreation {
            // Creating through a link whose text ends in a slash, and on through one that leads
            // below a missing folder, Linux stops at the slash, the in-memory one at the folder.
            return "\(FileSystemError.notFound)"
        } catch {
            return "\(error)"
        }
    }

    private func perform(on files: any FileSystem) throws -> String {
        switch kind {
        case 0, 1: try files.makeDirectory(path)
        case 2: try files.makeSymlink(path, to: target)
        case 3: try files.makeHardLink(path, to: other)
        case 4, 5: try files.rename(path, other, replacing: number % 2 == 0)
        case 6: try files.removeFile(path)
        case 7: try files.removeDirectory(path)
        case 8:
            let file = try files.open(path, options)
            try file.write("\(number)", at: UInt64(number % 7))
            try file.close()
        case 9: try files.put(path, "\(number)")
        case 10: return try files.canonical(path)
        case 11: return try files.readSymlink(path)
        case 12:
            let status =
                try number % 2 == 0 ? files.status(path) : files.linkStatus(path)
            let isDirectory = (status.permissions ?? 0) & 0o040_000 != 0
            return "\(status.permissions ?? 0) \(isDirectory ? 0 : status.size ?? 0)"
        case 13: return try files.names(path).sorted().joined(separator: " ")
        default: return try performLater(on: files)
        }
        return "done"
    }

    /// Requests about attributes, identities and open files.
    private func performLater(on files: any FileSystem) throws -> String {
        switch kind {
        case 14: return try files.open(path, options.union(.noFollow)).text(9, at: 0)
        case 15:
            // The file goes on under its new name, or under none.
            let file = try files.open(path, [.read, .write, .create])
            let outcome = Result { try files.rename(path, other) }
            try file.write("\(number)", at: 2)
            let attributes = try file.attributes()
            return try "\(outcome) \(attributes.linkCount ?? 9) " + file.text(99, at: 0)
        case 16: try files.set(path, following: number % 2 == 0) { $0.size = UInt64(number % 99) }
        case 17:
            try files.set(path) { $0.allocationSize = UInt64(number % 9) }
            return "\(try files.status(path).size ?? 0)"
        case 18: try files.setMode(0o700 | UInt32(number & 0o77), of: path)
        case 19:
            try files.set(path, following: number % 2 == 0) {
                $0.modifyTime = Timestamp(seconds: Int64(number), nanoseconds: 5)
                $0.accessTime = Timestamp(seconds: -Int64(number))
            }
            return "\(try files.linkStatus(path).modifyTime == Timestamp(seconds: 0))"
        case 20:
            let isSame = try files.identify(path) == files.identify(other)
            let isSameLink =
                try files.identify(path, following: false)
                == files.identify(other, following: false)
            return "\(isSame) \(isSameLink)"
        default:
            let status = try number % 2 == 0 ? files.status(path) : files.linkStatus(path)
            return "\(status.linkCount ?? 0)"
        }
        return "done"
    }
}
