// swift-tools-version: 6.2
import PackageDescription

/// Settings every target shares: Swift 6 language mode and the three upcoming features of the house.
let houseSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Bits are counted with the instruction that every x86-64 processor since 2008 has; without it finding the time of a row
/// costs a dozen instructions more.
#if arch(x86_64)
  let processorFlags = ["-Xcc", "-mpopcnt"]
#else
  let processorFlags: [String] = []
#endif

/// Hot targets call small functions across module borders per row; without this flag such calls are not
/// specialised and cost up to ninety times more.
let hotSettings: [SwiftSetting] =
  houseSettings + [
    .unsafeFlags(["-cross-module-optimization"] + processorFlags, .when(configuration: .release))
  ]

let package = Package(
  name: "sojourn",
  products: [
    .executable(name: "sojourn", targets: ["sojourn"]),
    .executable(name: "heap-sandbox", targets: ["heap-sandbox"]),
    .library(
      name: "Sojourn",
      targets: [
        "EventModel", "SegmentStore", "Connectors", "Ingestion", "QueryLanguage", "QueryEngine",
        "QueryResults",
        "Reporting", "Jobs",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
    .systemLibrary(name: "CXXHash", providers: [.apt(["libxxhash-dev"])]),
    // The C library's own allocator; nothing to install.
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CEdit", providers: [.apt(["libedit-dev"])]),

    .target(name: "EventModel", swiftSettings: hotSettings),
    .target(
      name: "SegmentStore", dependencies: ["EventModel", "CZstd", "CXXHash", "CMalloc"],
      swiftSettings: hotSettings),
    .target(
      name: "Connectors", dependencies: ["EventModel", "CZstd", "CZlib", "CXXHash"],
      swiftSettings: hotSettings),
    .target(
      name: "HTTPTransport",
      dependencies: [
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], swiftSettings: houseSettings),
    .target(
      name: "RemoteSources",
      dependencies: [
        "EventModel", "Connectors", "HTTPTransport", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: hotSettings),
    .target(
      name: "HeapSandbox",
      dependencies: [
        "EventModel", "DatasetGenerator",
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: hotSettings),
    .target(
      name: "Ingestion", dependencies: ["EventModel", "SegmentStore", "Connectors"],
      swiftSettings: hotSettings),
    .target(name: "QueryLanguage", dependencies: ["EventModel"], swiftSettings: houseSettings),
    .target(name: "SequenceMatcher", dependencies: ["EventModel"], swiftSettings: hotSettings),
    .target(name: "Statistics", swiftSettings: houseSettings),
    .target(name: "QueryResults", dependencies: ["EventModel"], swiftSettings: houseSettings),
    .target(
      name: "QueryEngine",
      dependencies: [
        "EventModel", "SegmentStore", "QueryLanguage", "SequenceMatcher", "Statistics", "QueryResults",
      ], swiftSettings: hotSettings),
    .target(name: "Reporting", dependencies: ["EventModel", "QueryResults"], swiftSettings: houseSettings),
    .target(
      name: "DatasetGenerator",
      dependencies: ["EventModel", "CZstd", "CZlib", "CSnappy", .product(name: "Yams", package: "Yams")],
      swiftSettings: hotSettings),
    .target(
      name: "Jobs",
      dependencies: [
        "EventModel", "SegmentStore", "QueryLanguage", "QueryResults", "Reporting",
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: houseSettings),
    .executableTarget(
      name: "sojourn",
      dependencies: [
        "EventModel", "SegmentStore", "Connectors", "Ingestion", "QueryLanguage", "QueryEngine",
        "QueryResults", "Reporting", "Statistics", "DatasetGenerator", "Jobs", "CEdit",
        "HTTPTransport",
        "RemoteSources",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: houseSettings),

    .executableTarget(
      name: "heap-sandbox",
      dependencies: [
        "HeapSandbox", "DatasetGenerator", "EventModel",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: houseSettings),

    .target(
      name: "NaiveEvaluator", dependencies: ["EventModel"], path: "Tests/NaiveEvaluator",
      swiftSettings: houseSettings),
    .target(
      name: "TestSupport",
      dependencies: ["EventModel", "Connectors", "Ingestion", "SegmentStore", "DatasetGenerator"],
      path: "Tests/TestSupport",
      swiftSettings: houseSettings),
    .testTarget(
      name: "NaiveEvaluatorTests", dependencies: ["NaiveEvaluator", "EventModel"],
      swiftSettings: houseSettings),
    .testTarget(name: "EventModelTests", dependencies: ["EventModel"], swiftSettings: houseSettings),
    .testTarget(
      name: "SegmentStoreTests", dependencies: ["SegmentStore", "EventModel", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: houseSettings),
    .testTarget(
      name: "ConnectorsTests",
      dependencies: ["Connectors", "DatasetGenerator", "EventModel", "TestSupport", "CZlib", "CZstd"],
      exclude: ["Fixtures"], swiftSettings: houseSettings),
    .testTarget(
      name: "HTTPTransportTests", dependencies: ["HTTPTransport", "HeapSandbox"], swiftSettings: houseSettings
    ),
    .testTarget(
      name: "RemoteSourcesTests",
      dependencies: [
        "RemoteSources", "HTTPTransport", "HeapSandbox", "Connectors", "Ingestion", "SegmentStore",
        "EventModel",
        "TestSupport", "DatasetGenerator",
      ], swiftSettings: houseSettings),
    .testTarget(
      name: "HeapSandboxTests",
      dependencies: [
        "HeapSandbox", "heap-sandbox", "DatasetGenerator", "EventModel",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], swiftSettings: houseSettings),
    .testTarget(
      name: "IngestionTests",
      dependencies: [
        "Ingestion", "Connectors", "SegmentStore", "EventModel", "TestSupport", "DatasetGenerator",
      ], swiftSettings: houseSettings),
    .testTarget(
      name: "QueryLanguageTests", dependencies: ["QueryLanguage", "EventModel"], swiftSettings: houseSettings),
    .testTarget(
      name: "SequenceMatcherTests", dependencies: ["SequenceMatcher", "EventModel", "NaiveEvaluator"],
      swiftSettings: houseSettings),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], swiftSettings: houseSettings),
    .testTarget(
      name: "QueryEngineTests",
      dependencies: [
        "QueryEngine", "QueryLanguage", "QueryResults", "SegmentStore", "SequenceMatcher", "Ingestion",
        "Connectors",
        "EventModel",
        "NaiveEvaluator", "TestSupport", "Reporting", "DatasetGenerator",
      ], swiftSettings: houseSettings),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "QueryResults", "EventModel"],
      exclude: ["Golden"], swiftSettings: houseSettings),
    .testTarget(
      name: "DatasetGeneratorTests", dependencies: ["DatasetGenerator", "EventModel", "CZlib", "CZstd"],
      swiftSettings: houseSettings),
    .testTarget(
      name: "JobsTests", dependencies: ["Jobs", "EventModel", "QueryLanguage", "TestSupport"],
      swiftSettings: houseSettings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "sojourn", "heap-sandbox", "Connectors", "Ingestion", "QueryEngine", "QueryLanguage", "QueryResults",
        "Reporting",
        "SegmentStore", "EventModel", "Statistics", "TestSupport", "DatasetGenerator", "Jobs", "HeapSandbox",
      ],
      exclude: ["CommandLine/Golden", "Scripts/Cases", "Scripts/moto_bucket.py"],
      swiftSettings: houseSettings),
  ]
)
