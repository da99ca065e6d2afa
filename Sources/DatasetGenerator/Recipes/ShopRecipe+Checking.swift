extension ShopRecipe {
  /// Prices belong to labels, and totals add up prices or whole numbers.
  static func checkReferences(
    of properties: [Property], _ entries: [(name: String, place: RecipeError.Place, value: RecipeNode)]
  ) throws(RecipeError) {
    for (property, entry) in zip(properties, entries) {
      switch property.source {
      case .price(let other, _, _):
        guard case .label = properties[other].source else {
          throw .unfitProperty(entry.value.place, name: properties[other].name, expected: "label")
        }
      case .total(let other, _, _):
        guard case .price = properties[other].source else {
          throw .unfitProperty(entry.value.place, name: properties[other].name, expected: "price")
        }
      case .choice, .label, .integer:
        break
      }
    }
  }

  /// No two columns may go by one name.
  func checkColumns(users: RecipeError.Place, properties names: NamedPlaces) throws(RecipeError) {
    var taken: Set<String> = ["user_id", "event", "timestamp", "session_id"]
    if experiment != nil { taken.formUnion(ShopRecipe.exposureColumns) }
    for property in userProperties {
      guard taken.insert(property.name).inserted else { throw .repeatedName(users, name: property.name) }
    }
    for (name, place) in zip(names.names, names.places) {
      guard taken.insert(name).inserted else { throw .repeatedName(place, name: name) }
    }
  }

  /// Every state can be reached, and from every state the session can end.
  func checkChain(_ names: NamedPlaces, entry: RecipeError.Place) throws(RecipeError) {
    var reached = entryWeights.map { $0 > 0 }
    var pending = reached.indices.filter { reached[$0] }
    while let state = pending.popLast() {
      for transition in states[state].transitions where transition.weight > 0 {
        guard let target = transition.target, !reached[target] else { continue }
        reached[target] = true
        pending.append(target)
      }
    }
    if let lost = reached.firstIndex(of: false) {
      throw .unreachable(names.places[lost], state: names.names[lost])
    }

    var ends = states.map { state in state.transitions.contains { $0.target == nil && $0.weight > 0 } }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for index in states.indices where !ends[index] {
        ends[index] = states[index].transitions.contains { transition in
          transition.weight > 0 && transition.target.map { ends[$0] } ?? false
        }
        if ends[index] { isGrowing = true }
      }
    }
    if let trap = ends.firstIndex(of: false) { throw .endless(names.places[trap], state: names.names[trap]) }
  }

  /// How many states a session visits on average, without the effects of segments and variants.
  ///
  /// Only the number of users per piece of work depends on it, so following the chain until less than a
  /// thousandth of the sessions is still under way is exact enough; chains that take more than 100,000 steps
  /// count as that long.
  var expectedSessionLength: Double {
    let sum = entryWeights.reduce(0, +)
    var shares = entryWeights.map { $0 / sum }
    var length = 0.0
    for _ in 0..<100_000 {
      let alive = shares.reduce(0, +)
      if alive < 0.001 { break }
      length += alive
      var next = [Double](repeating: 0, count: states.count)
      for (index, state) in states.enumerated() where shares[index] > 0 {
        let sum = state.transitions.map(\.weight).reduce(0, +)
        for transition in state.transitions {
          if let target = transition.target { next[target] += shares[index] * transition.weight / sum }
        }
      }
      shares = next
    }
    return length
  }
}
