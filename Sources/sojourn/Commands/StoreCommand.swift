import ArgumentParser

/// `sojourn store`: what a store holds, whether it is whole, and what of it may go.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store",
    abstract: "Show what a store holds, check it, and remove what is old.",
    discussion: """
      EXAMPLES
        sojourn store info --store shop
        sojourn store snapshots --store shop --format json
        sojourn store verify --store shop
        sojourn store expire --store shop --keep 10
        sojourn store identity --add logins.csv --store shop
        sojourn store forget --user u42 --store shop
        sojourn store compact --store shop
      """,
    subcommands: [
      StoreInfoCommand.self, StoreSnapshotsCommand.self, StoreIdentityCommand.self, StoreForgetCommand.self,
      StoreCompactCommand.self, StoreExpireCommand.self, StoreVerifyCommand.self,
    ])
}
