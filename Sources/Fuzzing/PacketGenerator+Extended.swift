import SFTPWire

extension PacketGenerator {
    /// The fields behind an extension's name.
    private enum Field {
        case path, handle, offset, attributes, bool, size
        /// A string of uint32 numbers.
        case ids
    }

    private static let layouts: [(name: ExtensionName, fields: [Field])] = [
        (.posixRename, [.path, .path]),
        (.statvfs, [.path]),
        (.fstatvfs, [.handle]),
        (.hardlink, [.path, .path]),
        (.fsync, [.handle]),
        (.lsetstat, [.path, .attributes]),
        (.limits, []),
        (.expandPath, [.path]),
        (.copyData, [.handle, .offset, .offset, .handle, .offset]),
        (.homeDirectory, [.path]),
        (.usersGroupsByID, [.ids, .ids]),
        (.versionSelect, [.handle]),
        (.textSeek, [.handle, .offset]),
        (.vendorID, [.handle, .handle, .handle, .offset]),
        (.filenameTranslationControl, [.bool]),
        (.checkFile, [.handle, .path, .offset, .offset, .size]),
        (.checkFileHandle, [.handle, .path, .offset, .offset, .size]),
        (.checkFileName, [.path, .path, .offset, .offset, .size]),
        (.md5Hash, [.path, .offset, .offset, .handle]),
        (.md5HashHandle, [.handle, .offset, .offset, .handle]),
        (.spaceAvailable, [.path]),
        (.copyFile, [.path, .path, .bool]),
        (.getTempFolder, []),
        (.makeTempFolder, []),
    ]

    /// Appends an extension's name and its fields.
    mutating func appendExtension(to buffer: inout WireBuffer) {
        let choice = random.next(below: Self.layouts.count + 1)
        guard choice < Self.layouts.count else {
            buffer.appendString(RawSpan(literal: "unknown@example.com"))
            buffer.append(bytes(most: 40).span.bytes)
            return
        }
        let layout = Self.layouts[choice]
        buffer.appendString(layout.name.rawValue.utf8.span.bytes)
        for field in layout.fields {
            switch field {
            case .path: append(text(), to: &buffer)
            case .handle: append(bytes(most: 8), to: &buffer)
            case .offset: buffer.append(random.next())
            case .bool: buffer.append(isHeads())
            case .size: buffer.append(word())
            case .attributes: appendAttributes(to: &buffer)
            case .ids: append(bytes(count: 4 * random.next(below: 5)), to: &buffer)
            }
        }
    }
}
