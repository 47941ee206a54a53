internal import Scenario

/// What the rules of one decision say about the contents of an answer, or of a written block.
struct ContentDirective {
    var data: DataAnswer?
    var write: BlockChange?
    var handle: HandleAnswer?
    var names: NamesAnswer?
    var path: PathAnswer?
    var extendedReply: [UInt8]?

    /// Whether it gives an answer, or a part of it.
    var answers: Bool {
        data != nil || handle != nil || names != nil || path != nil || extendedReply != nil
    }

    /// Whether OPENDIR is answered without looking for the directory.
    var needsNoDirectory: Bool {
        handle?.opensNothing == true || names?.keepsTrueNames == false
    }

    /// Takes over an effect; a later one of a kind replaces an earlier one.
    mutating func add(_ effect: ContentEffect) {
        switch effect {
        case .data(let answer): data = answer
        case .write(let change): write = change
        case .handle(let answer): handle = answer
        case .names(let answer): names = answer
        case .path(let answer): path = answer
        case .extendedReply(let payload): extendedReply = payload.bytes
        }
    }
}
