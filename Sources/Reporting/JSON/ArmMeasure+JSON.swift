internal import QueryResults

extension ArmMeasure {
  /// Writes the members that say what an arm did into the object under construction.
  func writeMembers(to json: inout JSONWriter) {
    switch self {
    case .rate(let converters, let rate):
      json.member("converters", converters)
      json.member("rate", rate)
    case .mean(let sum, let mean, let standardDeviation):
      json.member("sum", sum)
      json.member("mean", mean)
      json.member("standard_deviation", standardDeviation)
    case .ratio(let numerator, let denominator, let ratio):
      json.member("numerator", numerator)
      json.member("denominator", denominator)
      json.member("ratio", ratio)
    case .quantile(let order, let value):
      json.member("order", order)
      json.member("quantile", value)
    }
  }
}
