import SFTPWire
import Scenario

// Every request that a status can answer, as each version writes it, on the files and handles of
// `RequestCase`. Only version-select is missing, which has to be the first request of all.
extension RequestCase {
    /// The requests that open what the handles stand for.
    static func opened(_ version: ProtocolVersion) -> [[UInt8]] {
        guard version >= .v5 else {
            return [
                Request.open("a.txt", [.read, .write], version: version),
                Request.open("empty", .write, version: version), Request.opendir("dir"),
            ]
        }
        let all = AccessMask.allButBackup
        return [
            Request.open("a.txt", all, OpenModes(.openExisting), version: version),
            Request.open("empty", all, OpenModes(.openExisting), version: version),
            Request.opendir("dir"),
        ]
    }

    /// The cases of a version.
    static func all(_ version: ProtocolVersion) -> [RequestCase] {
        opens(version) + blocks + attributes(version) + names(version) + links(version)
            + (version == .v6 ? locks : []) + openSSHExtensions(version) + draftExtensions
    }

    private static func opens(_ version: ProtocolVersion) -> [RequestCase] {
        let requests =
            version < .v5
            ? (
                Request.open("new", [.write, .create], version: version),
                Request.open("a.txt", [.write, .truncate], version: version)
            )
            : (
                Request.open("new", .writeData, OpenModes(.createNew), version: version),
                Request.open("a.txt", .writeData, OpenModes(.truncateExisting), version: version)
            )
        return [
            RequestCase("OPEN new", .fileOpen, requests.0),
            RequestCase("OPEN and empty", .fileOpen, requests.1),
            RequestCase("OPENDIR", .dirList, Request.opendir("dir")),
        ]
    }

    private static let blocks = [
        RequestCase("CLOSE file", .fileClose, Request.close(file)),
        RequestCase("CLOSE directory", .fileClose, Request.close(directory)),
        RequestCase("READ", .fileRead, Request.read(file, 0, 5)),
        RequestCase("WRITE", .fileWrite, Request.write(file, 3, "xyz")),
        RequestCase("READDIR", .dirRead, Request.readdir(directory)),
    ]

    private static func attributes(_ version: ProtocolVersion) -> [RequestCase] {
        let mode = FileAttributes(permissions: 0o600)
        let size = FileAttributes(size: 1)
        return [
            RequestCase("STAT", .getAttributes, Request.stat("a.txt", version: version)),
            RequestCase("LSTAT", .getAttributes, Request.lstat("link", version: version)),
            RequestCase("FSTAT", .getAttributes, Request.fstat(file, version: version)),
            RequestCase(
                "SETSTAT", .setAttributes, Request.setstat("a.txt", mode, version: version)),
            RequestCase(
                "FSETSTAT", .setAttributes, Request.fsetstat(file, size, version: version)),
        ]
    }

    private static func names(_ version: ProtocolVersion) -> [RequestCase] {
        [
            RequestCase("REMOVE", .fileRemove, Request.remove("a.txt")),
            RequestCase("MKDIR", .dirCreate, Request.mkdir("new", version: version)),
            RequestCase("RMDIR", .dirRemove, Request.rmdir("void")),
            RequestCase("REALPATH", .resolvePath, Request.realpath(".")),
            RequestCase(
                "RENAME", .fileRename, Request.rename("a.txt", "moved", version: version)),
            RequestCase("READLINK", .linkRead, Request.readlink("link")),
        ]
    }

    private static func links(_ version: ProtocolVersion) -> [RequestCase] {
        guard version == .v6 else {
            return [RequestCase("SYMLINK", .linkCreate, Request.symlink(target: "x", at: "new"))]
        }
        return [
            RequestCase(
                "LINK symbolic", .linkCreate, Request.link("new", to: "x", isSymbolic: true)),
            RequestCase(
                "LINK hard", .linkCreate, Request.link("new", to: "a.txt", isSymbolic: false)),
        ]
    }

    private static let locks = [
        RequestCase("BLOCK", .fileLock, Request.block(file, 0, 4)),
        RequestCase("UNBLOCK", .fileUnlock, Request.unblock(file, 0, 4)),
    ]

    private static func openSSHExtensions(_ version: ProtocolVersion) -> [RequestCase] {
        let lsetstat = Request.built {
            let path = Array("link".utf8)
            LsetstatRequest(
                id: 7, path: path.span.bytes,
                attributes: FileAttributes(
                    accessTime: Timestamp(seconds: 1), modifyTime: Timestamp(seconds: 2))
            ).write(to: &$0, version: version)
        }
        return [
            RequestCase("posix-rename", .fileRename, Request.posixRename("a.txt", "empty")),
            RequestCase("hardlink", .linkCreate, Request.hardlink("a.txt", "second")),
            RequestCase("lsetstat", .setAttributes, lsetstat),
            RequestCase("expand-path", .resolvePath, Request.expandPath("~")),
            RequestCase("statvfs", .extended, Request.statvfs("/")),
            RequestCase("fstatvfs", .extended, Request.fstatvfs(file)),
            RequestCase("fsync", .extended, Request.fsync(file)),
            RequestCase("limits", .extended, Request.limits()),
            RequestCase("copy-data", .extended, Request.copyData(file, to: target)),
            RequestCase("home-directory", .extended, Request.homeDirectory("")),
            RequestCase("users-groups-by-id", .extended, Request.names(uids: [1000], gids: [])),
        ]
    }

    private static let draftExtensions = [
        RequestCase("text-seek", .extended, Request.textSeek(file, line: 1)),
        RequestCase("vendor-id", .extended, Request.vendorID()),
        RequestCase("filename-translation-control", .extended, Request.translate(true)),
        RequestCase("check-file-handle", .extended, Request.checkFile(file, "md5")),
        RequestCase("check-file-name", .extended, Request.checkFile(name: "a.txt", "md5")),
        RequestCase("md5-hash", .extended, Request.md5("a.txt")),
        RequestCase("md5-hash-handle", .extended, Request.md5(handle: file)),
        RequestCase("space-available", .extended, Request.spaceAvailable("/")),
        RequestCase("copy-file", .extended, Request.copyFile("a.txt", "copy")),
        RequestCase("get-temp-folder", .extended, Request.extended("get-temp-folder", [])),
        RequestCase("make-temp-folder", .extended, Request.extended("make-temp-folder", [])),
        RequestCase("unknown extension", .extended, Request.extended("x", [])),
    ]
}

extension AccessMask {
    /// What a handle is asked for that is to do everything a request here does.
    fileprivate static let allButBackup: AccessMask = [
        .readData, .writeData, .readAttributes, .writeAttributes,
    ]
}
