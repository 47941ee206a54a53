import SFTPFileSystem
import SFTPWire

extension Refusal {
    /// All that is about names.
    static let names = directories + removal + renaming + links

    static let directories: [Refusal] = [
        .init("list nothing", .notFound) { try $0.list("/missing") },
        .init("list below nothing", .parentNotFound) { try $0.list("/missing/x") },
        .init("list a file", .notADirectory) { try $0.list("/file") },
        .init("list without permission", .permissionDenied) { try $0.list("/noread") },
        .init("list a NUL", .invalidName) { try $0.list("/\0") },
        .init("make an existing folder", .alreadyExists) { try $0.makeDirectory("/dir") },
        .init("make a folder at a file", .alreadyExists) { try $0.makeDirectory("/file") },
        .init("make a folder at a dangling link", .alreadyExists) {
            try $0.makeDirectory("/dangling")
        },
        .init("make the root", .alreadyExists) { try $0.makeDirectory("/") },
        .init("make dots", .alreadyExists) { try $0.makeDirectory("/dir/..") },
        .init("make a folder below nothing", .parentNotFound) { try $0.makeDirectory("/no/x") },
        .init("make a folder below a file", .notADirectory) { try $0.makeDirectory("/file/x") },
        .init("make a folder in a frozen one", .permissionDenied) {
            try $0.makeDirectory("/frozen/new")
        },
        .init("make a folder of 256 bytes", .invalidName) { try $0.makeDirectory("/\(longName)") },
    ]

    static let removal: [Refusal] = [
        .init("remove no folder", .notFound) { try $0.removeDirectory("/missing") },
        .init("remove a folder below nothing", .parentNotFound) {
            try $0.removeDirectory("/missing/x")
        },
        .init("remove a full folder", .directoryNotEmpty) { try $0.removeDirectory("/dir") },
        .init("remove a file as a folder", .notADirectory) { try $0.removeDirectory("/file") },
        .init("remove a link as a folder", .notADirectory) { try $0.removeDirectory("/dirlink") },
        .init("remove the root", .invalidArgument) { try $0.removeDirectory("/") },
        .init("remove a dot", .invalidArgument) { try $0.removeDirectory("/empty/.") },
        .init("remove dots", .invalidArgument) { try $0.removeDirectory("/dir/sub/..") },
        .init("remove a folder of a frozen one", .permissionDenied) {
            try $0.removeDirectory("/frozen/sub")
        },
        .init("remove no file", .notFound) { try $0.removeFile("/missing") },
        .init("remove a file below nothing", .parentNotFound) { try $0.removeFile("/missing/x") },
        .init("remove a folder as a file", .isADirectory) { try $0.removeFile("/empty") },
        .init("remove the root as a file", .isADirectory) { try $0.removeFile("/") },
        .init("remove a dot as a file", .isADirectory) { try $0.removeFile("/empty/.") },
        .init("remove a file with a slash", .notADirectory) { try $0.removeFile("/file/") },
        .init("remove a file of a frozen folder", .permissionDenied) {
            try $0.removeFile("/frozen/inner")
        },
    ]

    static let renaming: [Refusal] = [
        .init("move nothing", .notFound) { try $0.rename("/missing", "/x") },
        .init("move from below nothing", .parentNotFound) { try $0.rename("/no/x", "/x") },
        .init("move to below nothing", .parentNotFound) { try $0.rename("/file", "/no/x") },
        .init("move to below a file", .notADirectory) { try $0.rename("/dir", "/file/x") },
        .init("move onto a file unasked", .alreadyExists) {
            try $0.rename("/file", "/fixed", replacing: false)
        },
        .init("move onto itself unasked", .alreadyExists) {
            try $0.rename("/file", "/file", replacing: false)
        },
        .init("move a folder into itself", .invalidArgument) { try $0.rename("/dir", "/dir/x") },
        .init("move a folder deep into itself", .invalidArgument) {
            try $0.rename("/dir", "/dir/sub/x")
        },
        .init("move onto what it lies in", .directoryNotEmpty) {
            try $0.rename("/dir/sub", "/dir")
        },
        .init("move a file onto what it lies in", .directoryNotEmpty) {
            try $0.rename("/dir/inner", "/dir")
        },
        .init("move onto a full folder", .directoryNotEmpty) { try $0.rename("/empty", "/dir") },
        .init("move a folder onto a file", .notADirectory) { try $0.rename("/empty", "/file") },
        .init("move a file onto a folder", .isADirectory) { try $0.rename("/file", "/empty") },
        .init("move a file to a slash", .notADirectory) { try $0.rename("/file", "/x/") },
        .init("move a file with a slash", .notADirectory) { try $0.rename("/file/", "/x") },
        .init("move the root", .invalidArgument) { try $0.rename("/", "/x") },
        .init("move onto a dot", .invalidArgument) { try $0.rename("/empty", "/dir/.") },
        .init("move out of a frozen folder", .permissionDenied) {
            try $0.rename("/frozen/inner", "/x")
        },
        .init("move into a frozen folder", .permissionDenied) {
            try $0.rename("/file", "/frozen/x")
        },
        .init("move a frozen folder to another", .permissionDenied) {
            try $0.rename("/frozen", "/dir/x")
        },
        .init("move to a long name", .invalidName) { try $0.rename("/file", "/\(longName)") },
    ]

    static let links: [Refusal] = [
        .init("read no link", .notFound) { try $0.readSymlink("/missing") },
        .init("read a file as a link", .invalidArgument) { try $0.readSymlink("/file") },
        .init("read a folder as a link", .invalidArgument) { try $0.readSymlink("/dir") },
        .init("read a link with a slash", .invalidArgument) { try $0.readSymlink("/dirlink/") },
        .init("make a link at a file", .alreadyExists) { try $0.makeSymlink("/file", to: "x") },
        .init("make a link with a slash", .notFound) { try $0.makeSymlink("/new/", to: "x") },
        .init("make a link below nothing", .parentNotFound) {
            try $0.makeSymlink("/no/x", to: "x")
        },
        .init("make a link to nothing", .notFound) { try $0.makeSymlink("/new", to: "") },
        .init("make a link to a NUL", .invalidName) { try $0.makeSymlink("/new", to: "a\0b") },
        .init("make a link to 4096 bytes", .invalidName) {
            try $0.makeSymlink("/new", to: String(repeating: "x", count: 4_096))
        },
        .init("make a link in a frozen folder", .permissionDenied) {
            try $0.makeSymlink("/frozen/new", to: "x")
        },
        .init("second name of nothing", .notFound) { try $0.makeHardLink("/new", to: "/missing") },
        .init("second name of a folder", .permissionDenied) {
            try $0.makeHardLink("/new", to: "/dir")
        },
        .init("second name of the root", .permissionDenied) {
            try $0.makeHardLink("/new", to: "/")
        },
        .init("second name at a file", .alreadyExists) {
            try $0.makeHardLink("/fixed", to: "/file")
        },
        .init("second name below nothing", .parentNotFound) {
            try $0.makeHardLink("/no/x", to: "/file")
        },
        .init("second name in a frozen folder", .permissionDenied) {
            try $0.makeHardLink("/frozen/new", to: "/file")
        },
    ]

    static let readOnly: [Refusal] = [
        .init("mode", .readOnly) { try $0.setMode(0o600, of: "/file") },
        .init("write", .readOnly) { try $0.open("/file", .write) },
        .init("append", .readOnly) { try $0.open("/file", .append) },
        .init("create", .readOnly) { try $0.open("/new", [.read, .create]) },
        .init("empty", .readOnly) { try $0.open("/file", [.read, .truncate]) },
        .init("mode by handle", .readOnly) {
            try $0.open("/file", .read).set { $0.permissions = 0 }
        },
        .init("make a folder", .readOnly) { try $0.makeDirectory("/new") },
        .init("remove a folder", .readOnly) { try $0.removeDirectory("/empty") },
        .init("remove a file", .readOnly) { try $0.removeFile("/file") },
        .init("move", .readOnly) { try $0.rename("/file", "/new") },
        .init("make a link", .readOnly) { try $0.makeSymlink("/new", to: "file") },
        .init("second name", .readOnly) { try $0.makeHardLink("/new", to: "/file") },
    ]
}
