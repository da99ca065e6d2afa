import EventModel

/// Values with weights, of which one is chosen at a time.
struct WeightedValues: Hashable, Sendable {
  var values: [String]
  /// As many as there are values; finite, not negative, not all zero.
  var weights: [Double]

  var table: AliasTable { AliasTable(weights: weights) }
}

/// When users may appear for the first time.
struct StartPeriod: Hashable, Sendable {
  var firstDay: CivilDate
  var days: Int

  /// A user's first instant, in milliseconds since the epoch.
  func draw(_ random: inout RandomStream) -> Int64 {
    Int64(firstDay.daysSinceEpoch) * 86_400_000 + Int64(random.next(below: UInt64(days) * 86_400_000))
  }
}

/// A property that a user keeps.
struct UserProperty: Hashable, Sendable {
  var name: String
  var choice: WeightedValues
}

extension RecipeFields {
  /// The largest weight; bounds the sums.
  static let largestWeight = 1e9
  /// The least that the weights of one choice must add up to.
  static let leastSum = 1e-9

  /// `first_day` and `days_of_starts`.
  func startPeriod() throws(RecipeError) -> StartPeriod {
    let first = try required("first_day")
    let period = StartPeriod(
      firstDay: try first.date(), days: try required("days_of_starts").integer(1...36_500))
    // A hundred years of starts from here on stay clear of the last year there is.
    guard period.firstDay.year <= 9_800 else {
      throw .outOfBounds(
        first.place, key: first.key, value: period.firstDay.description, least: "0001-01-01",
        most: "9800-12-31")
    }
    return period
  }
}

extension RecipeNode {
  /// `{web: 60, ios: 25}`.
  func weights() throws(RecipeError) -> WeightedValues {
    var result = WeightedValues(values: [], weights: [])
    for entry in try entries() {
      result.values.append(entry.name)
      result.weights.append(try entry.value.number(0...RecipeFields.largestWeight))
    }
    // Not just positive: a sum that is next to nothing would make quotients infinite.
    guard result.weights.reduce(0, +) >= RecipeFields.leastSum else { throw .noWeight(place, key: key) }
    return result
  }

  /// Weighted values, or a list of values to which a `zipf` exponent beside it gives weights by rank.
  func values(zipf: RecipeNode?) throws(RecipeError) -> WeightedValues {
    guard isList else {
      if let zipf { throw .unknownKey(zipf.place, key: "zipf", allowed: ["values"]) }
      return try weights()
    }
    var values: [String] = []
    for element in try elements() {
      let value = try element.name()
      guard !values.contains(value) else { throw .repeatedName(element.place, name: value) }
      values.append(value)
    }
    guard !values.isEmpty else { throw .noWeight(place, key: key) }
    let exponent = try zipf?.number(0...10) ?? 0
    let weights = (1...values.count).map {
      PortableMath.exponential(-exponent * PortableMath.logarithm(Double($0)))
    }
    return WeightedValues(values: values, weights: weights)
  }

  /// `{mean: 50, sigma: 1, least: 1, most: 10000}`.
  func countDistribution(largest: Int) throws(RecipeError) -> CountDistribution {
    let fields = try fields(["mean", "sigma", "least", "most"])
    let least = try fields.optional("least")?.integer(1...largest) ?? 1
    return CountDistribution(
      mean: try fields.required("mean").number(1...Double(largest)),
      sigma: try fields.optional("sigma")?.number(0...3) ?? 0, least: least,
      most: try fields.optional("most")?.integer(least...largest) ?? largest)
  }

  /// `{mean: 15s}` is exponential, `{median: 15s, sigma: 0.8}` log-normal.
  func waitDistribution() throws(RecipeError) -> WaitDistribution {
    let fields = try fields(["mean", "median", "sigma"])
    guard let wait = try fields.waitDistribution() else { throw .missingKey(fields.place, key: "mean") }
    return wait
  }

  /// Properties of users by name, each with `values` and perhaps `zipf`.
  func userProperties() throws(RecipeError) -> [UserProperty] {
    var properties: [UserProperty] = []
    for entry in try entries() {
      let fields = try entry.value.fields(["values", "zipf"])
      properties.append(
        UserProperty(
          name: entry.name, choice: try fields.required("values").values(zipf: fields.optional("zipf"))))
    }
    return properties
  }
}

extension RecipeFields {
  /// The wait that `mean`, or `median` and `sigma`, describe; `nil` if neither is there.
  func waitDistribution() throws(RecipeError) -> WaitDistribution? {
    if let mean = optional("mean") {
      for other in ["median", "sigma"] {
        if let other = optional(other) { throw .unknownKey(other.place, key: other.key, allowed: ["mean"]) }
      }
      return .exponential(mean: try mean.milliseconds())
    }
    if let median = optional("median") {
      return .logNormal(median: try median.milliseconds(), sigma: try required("sigma").number(0...5))
    }
    if let sigma = optional("sigma") { throw .missingKey(sigma.place, key: "median") }
    return nil
  }
}
