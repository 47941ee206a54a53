/// How a worker process is started: this program again, or a test's program with another codec.
public struct WorkerCommand: Equatable, Sendable {
    /// The program's file.
    public var program: String
    /// Its arguments, without its name.
    public var arguments: [String]
    /// How much processor time one case may take, seconds.
    public var processorSeconds: Int
    /// How much address space it may take on top of what it starts with, bytes.
    public var memoryBytes: Int

    /// Makes a command; the default is this program itself.
    public init(
        program: String = "/proc/self/exe", arguments: [String] = ["fuzz", "worker"],
        processorSeconds: Int = 20, memoryBytes: Int = 1 << 30
    ) {
        self.program = program
        self.arguments = arguments
        self.processorSeconds = processorSeconds
        self.memoryBytes = memoryBytes
    }
}

/// Why a worker cannot do its work at all.
public struct WorkerFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What failed.
    public var description: String
}

/// How a worker ended that should have answered.
struct WorkerDeath: Error, Equatable {
    /// The promise that the codec broke by it.
    var promise: Finding.Promise
    /// What happened, for people.
    var message: String
    /// Where: the program's own last words, or the address in the program.
    var site: String
}
