extension ShopRecipe {
  static let keys = [
    "first_day", "days_of_starts", "users", "properties", "default_wait", "entry", "states", "segments",
    "experiment",
  ]

  /// The name that stands for the end of a session where a state is expected.
  static let end = "end"

  init(_ fields: RecipeFields) throws(RecipeError) {
    start = try fields.startPeriod()
    let users = try fields.required("users").fields(["prefix", "sessions", "between_sessions", "properties"])
    userPrefix = try users.optional("prefix")?.name() ?? "u"
    sessions = try users.required("sessions").countDistribution(largest: 10_000)
    betweenSessions = try users.required("between_sessions").waitDistribution()
    userProperties = try users.optional("properties")?.userProperties() ?? []

    let stateEntries = try fields.required("states").entries()
    let stateNames = NamedPlaces(subject: .state, entries: stateEntries.map { ($0.name, $0.place) })
    for entry in stateEntries where entry.name == ShopRecipe.end {
      throw .repeatedName(entry.place, name: entry.name)
    }
    let propertyEntries = try fields.optional("properties")?.entries() ?? []
    let propertyNames = NamedPlaces(subject: .property, entries: propertyEntries.map { ($0.name, $0.place) })
    properties = []
    for entry in propertyEntries {
      properties.append(
        try Property(name: entry.name, entry.value, states: stateNames, properties: propertyNames))
    }
    try ShopRecipe.checkReferences(of: properties, propertyEntries)

    let wait = try fields.required("default_wait").waitDistribution()
    states = []
    for entry in stateEntries {
      states.append(
        try State(
          name: entry.name, entry.value, states: stateNames, properties: propertyNames, sources: properties,
          defaultWait: wait))
    }

    let entry = try fields.required("entry")
    let entryChoice = try entry.weights()
    entryWeights = [Double](repeating: 0, count: states.count)
    for (place, pair) in zip(try entry.entries(), zip(entryChoice.values, entryChoice.weights)) {
      entryWeights[try stateNames.index(of: pair.0, at: place.place)] = pair.1
    }

    segments = []
    experiment = nil
    for segment in try fields.optional("segments")?.elements() ?? [] {
      segments.append(try readSegment(segment, states: stateNames))
    }
    if let node = fields.optional("experiment") { experiment = try readExperiment(node, states: stateNames) }
    try checkColumns(users: users.place, properties: propertyNames)
    try checkChain(stateNames, entry: entry.place)
  }

  private func readSegment(_ node: RecipeNode, states: NamedPlaces) throws(RecipeError) -> Segment {
    let fields = try node.fields(["when", "effects"])
    let condition = try fields.required("when")
    let entries = try condition.entries()
    guard entries.count == 1, let entry = entries.first else {
      throw .outOfBounds(condition.place, key: "when", value: "\(entries.count)", least: "1", most: "1")
    }
    let names = userProperties.map(\.name)
    guard let property = names.firstIndex(of: entry.name) else {
      throw .unknownName(entry.place, subject: .userProperty, name: entry.name, known: names)
    }
    let values = userProperties[property].choice.values
    let name = try entry.value.name()
    guard let value = values.firstIndex(of: name) else {
      throw .unknownName(entry.value.place, subject: .value, name: name, known: values)
    }
    return Segment(
      userProperty: property, value: value,
      effects: try readEffects(try fields.required("effects"), states: states))
  }

  private func readExperiment(_ node: RecipeNode, states: NamedPlaces) throws(RecipeError) -> Experiment {
    let fields = try node.fields(["name", "event", "on_first_visit_of", "variants"])
    let state = try fields.required("on_first_visit_of")
    let variantsNode = try fields.required("variants")
    var variants: [Experiment.Variant] = []
    for entry in try variantsNode.entries() {
      let fields = try entry.value.fields(["share", "effects"])
      variants.append(
        Experiment.Variant(
          name: entry.name, share: try fields.required("share").number(0...RecipeFields.largestWeight),
          effects: try fields.optional("effects").map { node throws(RecipeError) in
            try readEffects(node, states: states)
          } ?? []))
    }
    guard variants.map(\.share).reduce(0, +) >= RecipeFields.leastSum else {
      throw .noWeight(variantsNode.place, key: "variants")
    }
    return Experiment(
      name: try fields.required("name").name(),
      event: try fields.optional("event")?.name() ?? "experiment_viewed",
      state: try states.index(of: try state.name(), at: state.place), variants: variants)
  }

  /// A list of `{from: cart, to: checkout, factor: 1.2}`.
  private func readEffects(_ node: RecipeNode, states names: NamedPlaces) throws(RecipeError) -> [Effect] {
    var effects: [Effect] = []
    for element in try node.elements() {
      let fields = try element.fields(["from", "to", "factor"])
      let from = try fields.required("from")
      let state = try names.index(of: try from.name(), at: from.place)
      let to = try fields.required("to")
      let target = try to.name()
      let targets = states[state].transitions.map { $0.target.map { names.names[$0] } ?? ShopRecipe.end }
      guard let transition = targets.firstIndex(of: target) else {
        throw .unknownName(to.place, subject: .transition, name: target, known: targets)
      }
      // Zero would let an effect cut the way to the end of a session.
      let factor = try fields.required("factor").number(0.001...1_000)
      effects.append(Effect(state: state, transition: transition, factor: factor))
    }
    return effects
  }
}

/// Names that a recipe gives, in order, and where.
struct NamedPlaces {
  let subject: RecipeError.Subject
  let names: [String]
  let places: [RecipeError.Place]
  private let indexes: [String: Int]

  init(subject: RecipeError.Subject, entries: [(name: String, place: RecipeError.Place)]) {
    self.subject = subject
    names = entries.map(\.name)
    places = entries.map(\.place)
    indexes = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  func index(of name: String, at place: RecipeError.Place) throws(RecipeError) -> Int {
    guard let index = indexes[name] else {
      throw .unknownName(place, subject: subject, name: name, known: names)
    }
    return index
  }
}

extension ShopRecipe.State {
  init(
    name: String, _ node: RecipeNode, states: NamedPlaces, properties: NamedPlaces,
    sources: [ShopRecipe.Property], defaultWait: WaitDistribution
  ) throws(RecipeError) {
    let fields = try node.fields(["event", "draws", "shows", "next"])
    self.name = name
    event = try fields.optional("event")?.name() ?? name
    draws = try fields.optional("draws")?.indexes(in: properties) ?? []
    for index in draws {
      switch sources[index].source {
      case .choice, .label, .integer: break
      case .price, .total:
        throw .unfitProperty(node.place, name: properties.names[index], expected: "choice, label or integer")
      }
    }
    shows = try fields.optional("shows")?.indexes(in: properties).sorted() ?? []
    transitions = []
    let next = try fields.required("next")
    for entry in try next.entries() {
      let target = entry.name == ShopRecipe.end ? nil : try states.index(of: entry.name, at: entry.place)
      var wait = defaultWait
      let weight: RecipeNode
      if entry.value.isMapping {
        let fields = try entry.value.fields(["weight", "mean", "median", "sigma"])
        weight = try fields.required("weight")
        if let own = try fields.waitDistribution() { wait = own }
      } else {
        weight = entry.value
      }
      transitions.append(
        ShopRecipe.Transition(
          target: target, weight: try weight.number(0...RecipeFields.largestWeight), wait: wait))
    }
    guard transitions.map(\.weight).reduce(0, +) >= RecipeFields.leastSum else {
      throw .noWeight(next.place, key: "next")
    }
  }
}

extension ShopRecipe.Property {
  init(
    name: String, _ node: RecipeNode, states: NamedPlaces, properties: NamedPlaces
  ) throws(RecipeError) {
    self.name = name
    let kinds: [String: [String]] = [
      "choice": ["values", "zipf", "chance"], "label": ["prefix", "count", "zipf"],
      "price": ["of", "median", "sigma"], "integer": ["least", "most"], "total": ["of", "on", "until"],
    ]
    guard let kind = try node.entries().first(where: { $0.name == "kind" })?.value else {
      throw .missingKey(node.place, key: "kind")
    }
    let kindName = try kind.text()
    guard let keys = kinds[kindName] else {
      throw .unknownName(kind.place, subject: .propertyKind, name: kindName, known: kinds.keys.sorted())
    }
    let fields = try node.fields(["kind"] + keys)
    func index(_ key: String, in names: NamedPlaces) throws(RecipeError) -> Int {
      let node = try fields.required(key)
      return try names.index(of: try node.name(), at: node.place)
    }
    switch kindName {
    case "choice":
      source = .choice(
        try fields.required("values").values(zipf: fields.optional("zipf")),
        chance: try fields.optional("chance")?.number(0...1) ?? 1)
    case "label":
      source = .label(
        prefix: try fields.required("prefix").name(),
        count: try fields.required("count").integer(1...1_000_000),
        zipf: try fields.optional("zipf")?.number(0...10) ?? 0)
    case "price":
      source = .price(
        of: try index("of", in: properties), median: try fields.required("median").number(0.01...1_000_000),
        sigma: try fields.required("sigma").number(0...3))
    case "integer":
      let least = try fields.required("least").integer(-1_000_000_000...1_000_000_000)
      source = .integer(least: least, most: try fields.required("most").integer(least...1_000_000_000))
    default:
      source = .total(
        of: try index("of", in: properties), on: try index("on", in: states),
        until: try index("until", in: states))
    }
  }
}

extension RecipeNode {
  /// A list of names as their indexes, each at most once.
  fileprivate func indexes(in names: NamedPlaces) throws(RecipeError) -> [Int] {
    var indexes: [Int] = []
    for element in try elements() {
      let name = try element.name()
      let index = try names.index(of: name, at: element.place)
      guard !indexes.contains(index) else { throw .repeatedName(element.place, name: name) }
      indexes.append(index)
    }
    return indexes
  }
}
