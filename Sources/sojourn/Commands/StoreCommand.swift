import ArgumentParser

/// `sojourn store`: what a store holds.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Show what a store holds.",
    discussion: """
      EXAMPLES
        sojourn store info --store shop
        sojourn store snapshots --store shop --format json
      """,
    subcommands: [
      StoreInfoCommand.self, StoreSnapshotsCommand.self, StoreIdentityCommand.self, StoreForgetCommand.self,
      StoreCompactCommand.self,
    ])
}
