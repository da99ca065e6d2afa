public import DatasetGenerator

/// Where a sandbox gets its events from.
public enum ProjectSource: Sendable {
  /// Events of a recipe; see `sojourn generate`.
  case recipe(Recipe, events: Int, seed: UInt64)
  /// JSON Lines, one event per line.
  ///
  /// A row has `user_id` (or `user`), `event` (or `event_name`) and `timestamp` (or `time`), perhaps `event_id` and
  /// `session_id`. All other members are properties; those of an object `properties` stand for themselves.
  /// `userProperties` names the ones that belong to the user.
  case rows([UInt8], userProperties: [String])

  /// The source's rows and the names of its users' properties.
  func load() throws -> (bytes: [UInt8], userProperties: [String]) {
    switch self {
    case .rows(let bytes, let userProperties): (bytes, userProperties)
    case .recipe(let recipe, let events, let seed):
      (try DatasetWriter.rows(recipe: recipe, events: events, seed: seed), recipe.userPropertyNames)
    }
  }
}
