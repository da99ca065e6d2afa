// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "sojourn-benchmarks",
  dependencies: [.package(name: "sojourn", path: "..")],
  targets: [
    .executableTarget(
      name: "sojourn-benchmarks",
      dependencies: [.product(name: "Sojourn", package: "sojourn")],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ])
  ]
)
