internal import ArgumentParser
internal import Fuzzing
internal import SFTPWire

/// The options of `fuzz run` as the plan they mean.
struct FuzzRunOptions {
    /// What the run is to do, its streams to begin from left out.
    let plan: FuzzPlan
    /// The command that does the same again.
    let repeatCommand: String

    /// Reads them; throws what is wrong with which.
    init(_ command: Fuzz.Run) throws {
        let seed = command.seed ?? DoubleOptions.drawSeed()
        var words = ["sftp-double fuzz run --seed \(seed)"]
        if let cases = command.cases, cases < 1 {
            throw ValidationError("--cases takes 1 and more, not \(cases).")
        }
        var plan = FuzzPlan(seed: seed, caseCount: command.cases)
        if let duration = command.duration {
            plan.duration = .seconds(
                try OptionQuantity.seconds(duration, option: "--duration"))
        }
        // Without an end of its own a run is a minute long.
        if plan.duration == nil, plan.caseCount == nil { plan.duration = .seconds(60) }
        for number in command.version {
            guard ProtocolVersion(rawValue: number) != nil else {
                throw ValidationError("--version takes 3, 4, 5 or 6, not \(number).")
            }
            words.append("--version \(number)")
        }
        let versions = command.version.compactMap(ProtocolVersion.init(rawValue:))
        if !versions.isEmpty { plan.versions = versions }
        if let direction = command.direction {
            guard let side = PacketType.Direction(rawValue: direction) else {
                throw ValidationError("--direction takes request or reply, not \(direction).")
            }
            plan.directions = [side]
            words.append("--direction \(direction)")
        }
        words += command.corpus.map { "--corpus \($0)" }
        self.plan = plan
        repeatCommand = words.joined(separator: " ")
    }
}
