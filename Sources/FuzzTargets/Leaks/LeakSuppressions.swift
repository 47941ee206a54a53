/// What the leak sanitizer shall not take for lost: static properties, which stay to the end.
///
/// A reference inside an enum can have bits of the enum's tag in it, so that the sanitizer does not
/// know it for a pointer (`LibFuzzer.kept` is for what is made too deep down to be told so). Such
/// a property is made under the runtime's `once_slow`, and nothing that belongs to one input is.
@c(__lsan_default_suppressions)
public func leakSuppressions() -> UnsafePointer<UInt8> {
    let rules: StaticString = "leak:swift::threading_impl::once_slow\n"
    return rules.utf8Start
}
