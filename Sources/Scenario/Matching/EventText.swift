import SFTPWire

/// The texts of an event that a condition can ask for by one case of its own.
public enum EventText: Equatable, Sendable {
    case client
    case address
    case sentPath
    /// The paths that REALPATH of version 6 appends; one of them has to match.
    case composePath
    case service
    case password
    case publicKey
    case keyAlgorithm
    /// The answers of keyboard-interactive; one of them has to match.
    case answer
    case channel
    case channelRequest
    case argument
    case cause
    /// Of the attributes a request sets, or of those answered.
    case owner
    case group
    case mimeType
    /// The names of extended pairs; one of them has to match.
    case extended

    /// Calls `test` with the texts until one passes; false where there is none.
    func contains(in event: Event, where test: ([UInt8]) -> Bool) -> Bool {
        switch self {
        case .composePath: event.composePaths.contains(where: test)
        case .answer: event.authentication?.answers.contains(where: test) ?? false
        case .extended:
            event.attributeValues?.extended.contains { test($0.name) } ?? false
        default: value(in: event).map(test) ?? false
        }
    }

    /// The text of an event, of several the first; nil where it has none.
    func value(in event: Event) -> [UInt8]? {
        switch self {
        case .client: event.client.map { Array($0.utf8) }
        case .address: event.address.map { Array($0.utf8) }
        case .sentPath: event.sentPath
        case .composePath: event.composePaths.first
        case .service: event.authentication?.service.map { Array($0.utf8) }
        case .password: event.authentication?.password
        case .publicKey: event.authentication?.key.map { Array($0.utf8) }
        case .keyAlgorithm: event.authentication?.keyAlgorithm.map { Array($0.utf8) }
        case .answer: event.authentication?.answers.first
        case .channel: event.channel.map { Array($0.type.utf8) }
        case .channelRequest: event.channel?.request.map { Array($0.utf8) }
        case .argument: event.channel?.argument
        case .cause: event.cause.map { Array($0.utf8) }
        case .owner: event.attributeValues?.owner
        case .group: event.attributeValues?.group
        case .mimeType: event.attributeValues?.mimeType
        case .extended: event.attributeValues?.extended.first?.name
        }
    }

    /// The matcher's key, for reports.
    var name: String {
        switch self {
        case .client: "client"
        case .address: "address"
        case .sentPath: "sentPath"
        case .composePath: "composePath"
        case .service: "service"
        case .password: "password"
        case .publicKey: "publicKey"
        case .keyAlgorithm: "keyAlgorithm"
        case .answer: "answer"
        case .channel: "channel"
        case .channelRequest: "channelRequest"
        case .argument: "argument"
        case .cause: "cause"
        case .owner: "owner"
        case .group: "group"
        case .mimeType: "mimeType"
        case .extended: "extended"
        }
    }

    /// What has to be filled in for it.
    var needs: EventNeeds {
        switch self {
        case .sentPath, .composePath: .sentPath
        case .owner, .group, .mimeType, .extended: .attributeValues
        default: []
        }
    }
}
