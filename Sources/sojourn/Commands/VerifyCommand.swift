import ArgumentParser

/// `sojourn verify`: holds what others counted against what is counted here.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the figures a source counted itself with those computed from its events.",
    discussion: """
      EXAMPLES
        sojourn verify heap --store shop
      """,
    subcommands: [VerifyHeapCommand.self])
}
