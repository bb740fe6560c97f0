// swift-tools-version: 6.1
import PackageDescription

// Swift emits 256-bit vector code and fused multiply-adds only when the importer's target features say so;
// without these flags `addProduct` is a library call for each lane. arm64 has both in its baseline.
#if arch(x86_64)
    let vectorFlags = ["-Xcc", "-mavx2", "-Xcc", "-mfma"]
    let wideFlags = ["-Xcc", "-mavx512f"] + vectorFlags
    let integerFlags = ["-Xcc", "-mavx512vnni"] + wideFlags
    let narrowIntegerFlags = ["-Xcc", "-mavxvnni"] + vectorFlags
#else
    let vectorFlags: [String] = []
    let wideFlags: [String] = []
    let integerFlags: [String] = []
    let narrowIntegerFlags: [String] = []
#endif

// Tests import internals from the same optimised build that the command line uses, so one build serves both.
// `Tools/build-static` sets ANSWER_SHIP to leave them out of the binary that is shipped.
let shipping = Context.environment["ANSWER_SHIP"] != nil
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .unsafeFlags(vectorFlags + (shipping ? [] : ["-enable-testing"])),
]

// The files that `Tools/build-static` packs into the binary; none in other builds.
let packing: [CSetting] = ["ANSWER_PACKED_FILES", "ANSWER_PACKED_DIGEST"].compactMap { name in
    Context.environment[name].map { .define(name, to: "\"\($0)\"") }
}

/// A module and, beside it, its tests.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [.byName(name: name)] + dependencies,
        exclude: exclude,
        swiftSettings: settings
    )
}

// The arrows point one way: a module knows only modules listed above it.
let package = Package(
    name: "answer",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "answer", targets: ["answer"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    ],
    targets: [
        // The engine
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]
        ),
        .systemLibrary(name: "CByteMask"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        module("Digest"),
        .target(
            name: "WideKernels", dependencies: ["COpenBLAS"],
            // Only called where the processor has AVX-512, which is asked once; on other architectures it is empty.
            swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(wideFlags)]
        ),
        .target(
            name: "IntegerKernels", dependencies: ["COpenBLAS"],
            // The same, for processors that also have byte products (VNNI).
            swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(integerFlags)]
        ),
        .target(
            name: "NarrowIntegerKernels", dependencies: ["COpenBLAS"],
            // And for those that have these in 256-bit registers (AVX-VNNI).
            swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(narrowIntegerFlags)]
        ),
        module("LinearAlgebra", ["COpenBLAS", "WideKernels", "IntegerKernels", "NarrowIntegerKernels"]),
        module("Safetensors"),
        module("WordPiece", ["Digest"]),
        module("BERT", ["LinearAlgebra", "Safetensors", "WordPiece", "Digest"]),
        module("ModelTools", ["Safetensors"]),

        // Text and terms
        module("Language"),
        module("Corpus", ["CZlib", "Digest"]),
        module("AhoCorasick", exclude: ["AhoCorasick.md"]),
        module("Metathesaurus", ["AhoCorasick", "CByteMask", "CZlib"], exclude: ["Metathesaurus.md"]),

        // Memory
        module("Store", [.product(name: "GRDB", package: "GRDB.swift")]),
        module("KnowledgeGraph", ["Store"]),
        module("Ranking", ["Store"]),

        // The two flows, and the ways in
        .target(name: "CBinary", cSettings: packing),
        module(
            "Answering",
            [
                "CBinary", "BERT", "WordPiece", "Language", "Corpus", "Metathesaurus", "Store", "KnowledgeGraph",
                "Ranking", "Digest",
            ]
        ),
        module("Evaluation", ["Answering", "BERT", "Language", "WordPiece"]),
        module(
            "Service",
            [
                "Answering", "Digest", "Store",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .executableTarget(
            name: "answer",
            dependencies: [
                "Service", "Answering", "Evaluation", "ModelTools", "BERT", "WordPiece", "Language",
                "Metathesaurus", "Store", "KnowledgeGraph", "Digest",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        // Tests, a target beside each module
        .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
        tests("Digest"),
        tests("LinearAlgebra"),
        tests("Safetensors"),
        tests("WordPiece", exclude: ["Fixtures"]),
        tests("BERT", ["CAllocationCount", "LinearAlgebra", "Safetensors"], exclude: ["Fixtures"]),
        tests("ModelTools", ["Safetensors"]),
        tests("Language"),
        tests("Corpus", ["Digest"]),
        tests("AhoCorasick"),
        tests("Metathesaurus", ["AhoCorasick"]),
        tests("Store", [.product(name: "GRDB", package: "GRDB.swift")]),
        tests("KnowledgeGraph", ["Store"]),
        tests("Ranking", ["Store"]),
        tests("Answering", ["BERT", "Digest", "Store"]),
        tests("Evaluation", exclude: ["Fixtures"]),
        tests("Service", ["Answering", "Store"]),
    ]
)

// Damages valid inputs of every parser (`Tools/test.d/fuzz`); no part of the product.
if !shipping {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "AhoCorasick", "Answering", "BERT", "Corpus", "CZlib", "Evaluation", "Language", "Metathesaurus",
                "Safetensors", "Service", "Store", "WordPiece",
            ],
            swiftSettings: settings
        ))
}
