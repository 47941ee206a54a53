/// The product's version; `--version`, the SSH identification and the changelog follow it.
public enum Version {
    /// Semantic version of this source tree.
    public static let current = "0.1.0"
}
