// swift-tools-version: 6.2
import PackageDescription

// Every target compiles under the same rules; CI adds
// --explicit-target-dependency-import-check error, so an import that is not
// listed here does not build. The list of allowed imports is in CI/README.md.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // Zero-copy packets hold spans, so they are ~Escapable and their
    // initialisers need @_lifetime, which 6.3 accepts under this flag only.
    .enableExperimentalFeature("Lifetimes"),
]

// A bug planted in the codec that is fuzzed, to see that the harness finds it: CI/canary only.
let fuzzing: [SwiftSetting] =
    strict + (Context.environment["SFTP_DOUBLE_CANARY"] == nil ? [] : [.define("CANARY")])

let package = Package(
    name: "sftp-double",
    products: [
        .executable(name: "sftp-double", targets: ["sftp-double"]),
        .library(name: "SFTPDouble", targets: ["SFTPDouble"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // Without its traits it needs no Foundation.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibSSH", pkgConfig: "libssh", providers: [.apt(["libssh-dev"])]),
        .systemLibrary(
            name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "StrictJSON", swiftSettings: strict),
        .target(name: "SFTPWire", swiftSettings: strict),
        .target(
            name: "SFTPFileSystem", dependencies: ["CLinux", "SFTPWire"], swiftSettings: strict),
        .target(name: "Scenario", dependencies: ["StrictJSON", "SFTPWire"], swiftSettings: strict),
        .target(
            name: "SFTPServer",
            dependencies: ["CLibCrypto", "SFTPWire", "SFTPFileSystem", "Scenario"],
            swiftSettings: strict),
        .target(
            name: "SSHTransport",
            dependencies: ["CLibSSH", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .target(
            name: "Fuzzing", dependencies: ["CLinux", "SFTPWire", "StrictJSON"],
            swiftSettings: fuzzing),
        .target(
            name: "SFTPDouble",
            dependencies: [
                "StrictJSON", "SFTPWire", "SFTPFileSystem", "Scenario", "SFTPServer",
                "SSHTransport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "sftp-double",
            dependencies: [
                "SFTPDouble", "SFTPServer", "SFTPWire", "SSHTransport", "Fuzzing", "Scenario",
                "StrictJSON",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
        .testTarget(
            name: "StrictJSONTests", dependencies: ["StrictJSON", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "SFTPWireTests", dependencies: ["SFTPWire", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "SFTPFileSystemTests",
            dependencies: [
                "CLinux", "SFTPFileSystem", "SFTPServer", "SFTPWire", "Scenario", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ScenarioTests",
            dependencies: ["Scenario", "StrictJSON", "SFTPWire", "TestSupport"],
            exclude: ["Diagnostics", "schema_oracle.py"], swiftSettings: strict),
        .testTarget(
            name: "SFTPServerTests",
            dependencies: [
                "Fuzzing", "SFTPServer", "SFTPWire", "SFTPFileSystem", "Scenario", "StrictJSON",
                "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SSHTransportTests",
            dependencies: [
                "SSHTransport", "CLibSSH", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        // A worker with a planted bug: what the tests of the fuzzer must see it find. No product.
        .executableTarget(
            name: "fuzz-canary", dependencies: ["Fuzzing", "SFTPWire"], path: "Tests/Canary",
            swiftSettings: strict),
        .testTarget(
            name: "FuzzingTests",
            dependencies: [
                "Fuzzing", "SFTPWire", "Scenario", "StrictJSON", "TestSupport", "fuzz-canary",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SFTPDoubleTests",
            dependencies: [
                "SFTPDouble", "SFTPFileSystem", "SFTPServer", "SSHTransport", "Scenario",
                "StrictJSON",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RepositoryTests",
            dependencies: [
                "Scenario", "StrictJSON", "SFTPWire", "SFTPDouble", "sftp-double", "TestSupport",
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// libFuzzer brings `main`, so its targets link only as CI/oss-fuzz/build.sh builds them.
if Context.environment["SFTP_DOUBLE_FUZZERS"] != nil {
    let targets: [(name: String, dependencies: [Target.Dependency])] = [
        ("Requests", ["FuzzMutator", "Fuzzing", "SFTPWire"]),
        ("Replies", ["FuzzMutator", "Fuzzing", "SFTPWire"]),
        ("Framer", ["FuzzMutator", "Fuzzing", "SFTPWire"]),
        ("JSON", ["Scenario", "StrictJSON"]),
        (
            "Session",
            [
                "FuzzMutator", "Fuzzing", "SFTPWire", "SFTPFileSystem", "SFTPServer", "Scenario",
                "StrictJSON",
            ]
        ),
    ]
    package.targets.append(
        .target(
            name: "FuzzMutator", dependencies: ["Fuzzing"], path: "Sources/FuzzTargets/Mutator",
            swiftSettings: strict))
    package.targets.append(
        .target(name: "FuzzLeaks", path: "Sources/FuzzTargets/Leaks", swiftSettings: strict))
    package.targets += targets.map { target in
        .executableTarget(
            name: "fuzz-\(target.name.lowercased())",
            dependencies: ["FuzzLeaks"] + target.dependencies,
            path: "Sources/FuzzTargets/\(target.name)", swiftSettings: strict)
    }
    // What CI/benchmark/parser/run measures beside a C parser.
    package.targets += [
        .executableTarget(
            name: "fuzz-decode", dependencies: ["SFTPWire"], path: "CI/benchmark/parser/Decode",
            swiftSettings: strict),
        .executableTarget(
            name: "parser-speed", dependencies: ["SFTPWire"], path: "CI/benchmark/parser/Speed",
            swiftSettings: strict),
    ]
}
