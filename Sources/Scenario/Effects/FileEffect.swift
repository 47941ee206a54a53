public import SFTPWire

/// What a rule does to files, and to what a session may and does.
public enum FileEffect: Equatable, Sendable {
    /// Change files of the server, in this order.
    case steps([FileStep])
    /// Keep to these limits from now on, beside those there are; nil: to none.
    case limits(LimitSpec?)
    /// Have these quirks from now on, beside those there are.
    case quirks(QuirkSpec)
    /// Store only the beginning of a block, and answer as if it were all.
    case writePart(BlockPart)

    /// The effect with every placeholder of its texts filled in.
    func filled(_ values: TemplateValues) -> FileEffect {
        switch self {
        case .steps(let steps): .steps(steps.map { $0.filled(values) })
        case .limits, .quirks, .writePart: self
        }
    }
}

/// How much of a block is stored.
public enum BlockPart: Equatable, Sendable {
    /// At most so many bytes.
    case bytes(UInt64)
    /// This share of it, 0 to 1, rounded down to a byte.
    case share(Double)

    /// How many of `count` bytes.
    public func count(of count: Int) -> Int {
        switch self {
        case .bytes(let most): Int(min(most, UInt64(count)))
        case .share(let share): min(count, max(0, Int(Double(count) * share)))
        }
    }
}

/// One change of the server's files that no client asked for.
public struct FileStep: Equatable, Sendable {
    /// What is done to the file.
    public enum Work: Equatable, Sendable {
        /// It goes: a file, a link or an empty directory.
        case remove
        /// It moves to this path, or under its name into it when the path ends in a slash;
        /// missing parents are made, what is there is replaced.
        case move(TemplateText)
        /// It is made, or its content replaced; missing parents are made.
        case create(FileFilling)
        /// It is made as a directory, with missing parents.
        case makeDirectory
        /// It is made as a symbolic link with this target.
        case symlink(TemplateText)
        /// It grows at its end; made if it is missing.
        case append(FileFilling)
        /// It is cut or extended by zeros to so many bytes.
        case resize(UInt64)
        /// Its attributes change.
        case set(FileAttributes)
        /// What OPEN opens cannot be seen by anybody until it is closed.
        case hold
    }

    /// What is done.
    public var work: Work
    /// The file; nil: that of the event.
    public var path: TemplateText?
    /// Nanoseconds until it is done.
    public var delayNanoseconds: UInt64

    /// Makes a step.
    public init(_ work: Work, path: TemplateText? = nil, delayNanoseconds: UInt64 = 0) {
        self.work = work
        self.path = path
        self.delayNanoseconds = delayNanoseconds
    }

    fileprivate func filled(_ values: TemplateValues) -> FileStep {
        FileStep(
            work.filled(values), path: path?.filled(values), delayNanoseconds: delayNanoseconds)
    }
}

extension FileStep.Work {
    fileprivate func filled(_ values: TemplateValues) -> FileStep.Work {
        switch self {
        case .move(let target): .move(target.filled(values))
        case .symlink(let target): .symlink(target.filled(values))
        case .create(.bytes(let text)): .create(.bytes(text.filled(values)))
        case .append(.bytes(let text)): .append(.bytes(text.filled(values)))
        case .remove, .create, .makeDirectory, .append, .resize, .set, .hold: self
        }
    }
}

/// Bytes that a step writes.
public enum FileFilling: Equatable, Sendable {
    /// These.
    case bytes(TemplateText)
    /// So many zeros.
    case zeros(UInt64)
}
