/// The way from the document's root to one value (RFC 6901).
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// One step of the way.
    public enum Step: Hashable, Sendable {
        /// The member of an object.
        case key(String)
        /// The element of an array, from 0.
        case index(Int)
    }

    /// The steps from the root down.
    public private(set) var steps: [Step]

    /// The whole document.
    public static let root = JSONPointer(steps: [])

    /// A pointer of the given steps.
    public init(steps: [Step]) {
        self.steps = steps
    }

    /// This pointer with one more step.
    public func appending(_ step: Step) -> JSONPointer {
        var longer = self
        longer.steps.append(step)
        return longer
    }

    /// The text with `~` and `/` in keys escaped (RFC 6901 section 3); empty for the root.
    public var description: String {
        var text = ""
        for step in steps {
            text += "/"
            switch step {
            case .index(let index):
                text += String(index)
            case .key(let key):
                for scalar in key.unicodeScalars {
                    switch scalar {
                    case "~": text += "~0"
                    case "/": text += "~1"
                    default: text.unicodeScalars.append(scalar)
                    }
                }
            }
        }
        return text
    }
}
