// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that the product's package carries no helper executables. `Sources/Language` is a link to
// the module.
let package = Package(
    name: "language-tool",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "Language"),
        .executableTarget(name: "language-tool", dependencies: ["Language"]),
    ]
)
