import ArgumentParser

/// `--store`, which `SOJOURN_STORE` stands in for.
struct StoreOption: ParsableArguments {
  @Option(help: ArgumentHelp("The directory of the store (or set SOJOURN_STORE).", valueName: "path"))
  var store: String?

  func path() throws(CommandError) -> String {
    guard let path = store ?? Terminal.environment("SOJOURN_STORE"), !path.isEmpty else {
      throw .storeNotNamed
    }
    // A slash at the end would double in every path made from this one.
    let trimmed = path.reversed().drop { $0 == "/" }.reversed()
    return trimmed.isEmpty ? "/" : String(trimmed)
  }
}
