import StrictJSON

/// The keys of an object that has no section of its own in the reference.
struct KeyTable: Sendable {
    /// The way to the object.
    let title: String
    /// Its keys.
    let keys: [DocumentKey]
}

/// A key of the scenario file with an example of its use, for the reference.
struct DocumentKey: Sendable {
    /// The key.
    let key: any KeyDescriptor
    /// A member of an object, as JSON.
    let example: String

    /// Makes an entry.
    init(_ key: any KeyDescriptor, _ example: String) {
        self.key = key
        self.example = example
    }
}
