/// A description of a synthetic event log: who the users are and what they do.
///
/// Two kinds exist. A `clickstream` draws independent events in bursts, for measuring; a `shop` walks a
/// Markov chain of states through sessions, with properties and an experiment, for demonstrating. Both are
/// explained in the README of the directory of recipes.
public struct Recipe: Sendable {
  enum Kind: Sendable {
    case clickstream(ClickstreamRecipe)
    case shop(ShopRecipe)
  }

  /// The name it was loaded under, a path as a rule.
  public let name: String
  /// The recipe's own words about itself; empty if it has none.
  public let summary: String
  let kind: Kind

  /// Reads and checks a recipe; `name` is what errors call it.
  public static func load(yaml text: String, name: String) throws(RecipeError) -> Recipe {
    let root = try RecipeNode(yaml: text, file: name)
    // The kind decides which other keys there are, so it is looked for first.
    let kinds = ["clickstream", "shop"]
    guard let kind = try root.entries().first(where: { $0.name == "kind" })?.value else {
      throw .missingKey(root.place, key: "kind")
    }
    let shared = ["kind", "description"]
    switch try kind.text() {
    case "clickstream":
      let fields = try root.fields(shared + ClickstreamRecipe.keys)
      return Recipe(
        name: name, summary: try fields.optional("description")?.text() ?? "",
        kind: .clickstream(try ClickstreamRecipe(fields)))
    case "shop":
      let fields = try root.fields(shared + ShopRecipe.keys)
      return Recipe(
        name: name, summary: try fields.optional("description")?.text() ?? "",
        kind: .shop(try ShopRecipe(fields)))
    case let other:
      throw .unknownName(kind.place, subject: .recipeKind, name: other, known: kinds)
    }
  }

  /// The names of the properties that a user keeps, in order.
  public var userPropertyNames: [String] {
    switch kind {
    case .clickstream(let recipe): recipe.userProperties.map(\.name)
    case .shop(let recipe): recipe.userProperties.map(\.name)
    }
  }

  /// The columns of the output in order: `user_id`, `event`, `timestamp`, then the properties.
  public var columns: [String] {
    switch kind {
    case .clickstream(let recipe): recipe.columns
    case .shop(let recipe): recipe.columns
    }
  }
}
