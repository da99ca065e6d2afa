// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// The module is shared by a link, because its interface is for this repository only and not a product.
let package = Package(
  name: "experiment-simulations",
  targets: [
    .target(name: "Statistics", swiftSettings: settings),
    .executableTarget(name: "experiment-simulations", dependencies: ["Statistics"], swiftSettings: settings),
  ]
)
