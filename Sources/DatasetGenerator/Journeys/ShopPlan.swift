/// A shop recipe with everything looked up and spelled out that does not depend on the user.
struct ShopPlan: EventPlan {
  let layout: RowLayout
  let expectedEventsPerUser: Double
  let recipe: ShopRecipe

  /// How a property gets its value, without what is looked up elsewhere: cheap to copy on every event.
  enum Draw: Sendable {
    case choice(chance: Double)
    case label
    case price(of: Int)
    case integer(least: Int64, count: UInt64)
    case total
  }

  /// By property.
  let propertyDraws: [Draw]
  /// The columns at which user properties and event properties begin.
  let userPropertyColumn: Int
  let propertyColumn: Int

  /// By state: its event's name as a value.
  let eventTexts: [[UInt8]]
  let userPropertyTables: [AliasTable]
  /// By user property and value: key and value.
  let userPropertyTexts: [[[UInt8]]]
  /// By property: what choices and labels are drawn from.
  let propertyTables: [AliasTable?]
  /// By property and value: choices and labels as values.
  let propertyTexts: [[[UInt8]]]
  /// By property: for prices, the hundredths that belong to each label.
  let prices: [[Int64]]
  let entryTable: AliasTable
  /// The weights of all transitions, state after state.
  let weights: [Double]
  /// By transition: the next state, or −1 for the end of the session.
  let targets: [Int]
  /// By transition.
  let waits: [WaitDistribution]
  /// By state: where its transitions begin in ``weights``; one more than there are states.
  let firstWeights: [Int]
  /// By state: the totals that a visit adds to, with the price that it adds, and those that end with it.
  let additions: [[(total: Int, price: Int)]]
  let resets: [[Int]]
  let variantTable: AliasTable?
  /// By variant: the exposure event's own fields as they end a row.
  let exposureTexts: [[UInt8]]
  let exposureEventText: [UInt8]
  let longestRow: Int

  init(_ recipe: ShopRecipe, rows: DatasetFormat.Rows) {
    let layout = RowLayout(rows: rows, columns: recipe.columns)
    self.recipe = recipe
    self.layout = layout
    expectedEventsPerUser = recipe.sessions.mean * recipe.expectedSessionLength
    let userPropertyColumn = 4
    let propertyColumn = userPropertyColumn + recipe.userProperties.count
    self.userPropertyColumn = userPropertyColumn
    self.propertyColumn = propertyColumn

    eventTexts = recipe.states.map { layout.encode($0.event) }
    userPropertyTables = recipe.userProperties.map(\.choice.table)
    userPropertyTexts = recipe.userProperties.enumerated().map { index, property in
      property.choice.values.map {
        layout.separator + layout.keys[userPropertyColumn + index] + layout.encode($0)
      }
    }
    propertyDraws = recipe.properties.map { property in
      switch property.source {
      case .choice(_, let chance): .choice(chance: chance)
      case .label: .label
      case .price(let label, _, _): .price(of: label)
      case .integer(let least, let most): .integer(least: Int64(least), count: UInt64(most - least) + 1)
      case .total: .total
      }
    }
    propertyTables = recipe.properties.map { property in
      switch property.source {
      case .choice(let choice, _): choice.table
      case .label(_, let count, let zipf): AliasTable(zipf: zipf, count: count)
      case .price, .integer, .total: nil
      }
    }
    propertyTexts = recipe.properties.map { property in
      switch property.source {
      case .choice(let choice, _): choice.values.map { layout.encode($0) }
      case .label(let prefix, let count, _): ShopPlan.labels(prefix, count).map { layout.encode($0) }
      case .price, .integer, .total: []
      }
    }
    prices = recipe.properties.indices.map { ShopPlan.prices(of: $0, in: recipe) }
    entryTable = AliasTable(weights: recipe.entryWeights)
    weights = recipe.states.flatMap { $0.transitions.map(\.weight) }
    targets = recipe.states.flatMap { $0.transitions.map { $0.target ?? -1 } }
    waits = recipe.states.flatMap { $0.transitions.map(\.wait) }
    var firstWeights = [0]
    for state in recipe.states {
      firstWeights.append(firstWeights[firstWeights.count - 1] + state.transitions.count)
    }
    self.firstWeights = firstWeights

    var additions = recipe.states.map { _ in [(total: Int, price: Int)]() }
    var resets = recipe.states.map { _ in [Int]() }
    for (index, property) in recipe.properties.enumerated() {
      if case .total(let price, let on, let until) = property.source {
        additions[on].append((index, price))
        resets[until].append(index)
      }
    }
    self.additions = additions
    self.resets = resets

    let exposureColumn = propertyColumn + recipe.properties.count
    let experiment = recipe.experiment
    variantTable = experiment.map { AliasTable(weights: $0.variants.map(\.share)) }
    exposureEventText = layout.encode(experiment?.event ?? "")
    exposureTexts = (experiment?.variants ?? []).map { variant in
      layout.separator + layout.keys[exposureColumn] + layout.encode(experiment?.name ?? "")
        + layout.separator + layout.keys[exposureColumn + 1] + layout.encode(variant.name)
    }

    func longest(_ texts: [[UInt8]]) -> Int { texts.map(\.count).max() ?? 0 }
    let userID = layout.longestUserID(recipe.userPrefix)
    longestRow =
      layout.overhead + 2 * userID + 24 + ClockText.length + 2
      + max(longest(eventTexts), exposureEventText.count)
      + userPropertyTexts.map(longest).reduce(0, +) + propertyTexts.map { max(longest($0), 24) }.reduce(0, +)
      + longest(exposureTexts)
  }

  private static func labels(_ prefix: String, _ count: Int) -> [String] {
    let width = String(count).utf8.count
    return (1...count).map { number in
      let digits = String(number)
      return prefix + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
  }

  /// What the labels of a price cost, in hundredths; empty for other properties.
  ///
  /// Prices are the recipe's, not the dataset's: they do not depend on the seed.
  private static func prices(of index: Int, in recipe: ShopRecipe) -> [Int64] {
    guard case .price(let label, let median, let sigma) = recipe.properties[index].source,
      case .label(_, let count, _) = recipe.properties[label].source
    else { return [] }
    var random = RandomStream(seed: 0, stream: UInt64(index))
    return (0..<count).map { _ in
      let price = median * 100 * PortableMath.exponential(sigma * random.nextNormal())
      return Int64(min(max(price.rounded(), 1), 1e11))
    }
  }
}
