import ArgumentParser
import DatasetGenerator
import Glibc
import HeapSandbox

/// What is served.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The recipe of the events, a YAML file as sojourn generate takes.", valueName: "path"))
  var recipe: String?

  @Option(help: ArgumentHelp("How many events of the recipe there are.", valueName: "n"))
  var events = 10_000

  @Option(help: ArgumentHelp("The recipe's seed; also chooses the late events.", valueName: "k"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Events as JSON Lines in place of a recipe: user_id, event, timestamp, and perhaps event_id, session_id, properties.",
      valueName: "path"))
  var data: String?

  @Option(
    help: ArgumentHelp("Which properties of --data belong to users, with commas between.", valueName: "names")
  )
  var userProperties = ""

  func source() throws -> ProjectSource {
    switch (recipe, data) {
    case (let recipe?, nil):
      let text = String(decoding: try InputFile.bytes(recipe), as: UTF8.self)
      return .recipe(try Recipe.load(yaml: text, name: recipe), events: events, seed: seed)
    case (nil, let data?):
      return .rows(
        try InputFile.bytes(data), userProperties: userProperties.split(separator: ",").map(String.init))
    case (nil, nil): throw OptionFault.missing("--recipe or --data")
    default: throw OptionFault.conflict("--recipe", "--data")
    }
  }
}
