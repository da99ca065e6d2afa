internal import EventModel
internal import QueryResults

extension QueryResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    // What follows the warnings is built first, so that the warnings can speak of it too.
    var statistics = JSONWriter()
    stats.write(to: &statistics)
    json.object { json in
      json.member("kind", body.kind)
      json.member("statement", statement)
      json.member("snapshot", snapshot)
      json.member("range", range)
      json.member("timezone", timezone)
      json.member("unit", unit)
      json.member("options", options.asObject)
      json.member("result", body)
      let missing = (json.nonFiniteKeys + statistics.nonFiniteKeys).uniqued
      json.member("warnings", warnings + missing.map(ResultWarning.notFinite))
      json.member("stats", statistics)
    }
  }
}

extension ResultWarning {
  /// Says that a number could not be written.
  fileprivate static func notFinite(key: String) -> ResultWarning {
    ResultWarning(code: "not-finite", message: "A value of \(key) is not a finite number and is null here.")
  }
}

extension [String] {
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

extension JSONWriter: JSONWritable {
  func write(to json: inout JSONWriter) { json.write(self) }
}

extension ResultBody: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .funnel(let result): result.write(to: &json)
    case .journeys(let result): result.write(to: &json)
    case .transitions(let result): result.write(to: &json)
    case .steps(let result): result.write(to: &json)
    case .match(let result): result.write(to: &json)
    case .retention(let result): result.write(to: &json)
    case .lifecycle(let result): result.write(to: &json)
    case .stickiness(let result): result.write(to: &json)
    case .trend(let result): result.write(to: &json)
    case .attribution(let result): result.write(to: &json)
    case .experiment(let result): result.write(to: &json)
    case .power(let result): result.write(to: &json)
    case .events(let result): result.write(to: &json)
    case .properties(let result): result.write(to: &json)
    case .snapshots(let result): result.write(to: &json)
    case .comparison(let result): result.write(to: &json)
    case .eventDescription(let result): result.write(to: &json)
    case .definition(let result): result.write(to: &json)
    }
  }
}

extension ResultRange: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("from", from)
      json.member("to", to)
    }
  }
}

/// Options as an object that keeps their order.
struct OptionObject: JSONWritable {
  var options: [ResultOption]

  func write(to json: inout JSONWriter) {
    json.object { json in
      for option in options { json.member(option.key, option.value) }
    }
  }
}

extension [ResultOption] {
  var asObject: OptionObject { OptionObject(options: self) }
}

extension OptionValue: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .null: json.write(null: ())
    case .text(let text): json.write(text)
    case .integer(let number): json.write(number)
    case .number(let number): json.write(number)
    case .flag(let flag): json.write(flag)
    case .duration(let seconds):
      // Whole seconds are integers here, as people write them.
      if let whole = Int(exactly: seconds) { json.write(whole) } else { json.write(seconds) }
    case .list(let values): values.write(to: &json)
    }
  }
}

extension ResultWarning: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("code", code)
      json.member("message", message)
    }
  }
}

extension QueryStatistics: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("events_in_snapshot", eventsInSnapshot)
      json.member("events_read", eventsRead)
      json.member("bytes_read", bytesRead)
      json.member("units", units)
      json.member("units_without_key", unitsWithoutKey)
      json.member("elapsed_ms", elapsedMilliseconds)
    }
  }
}

extension ConfidenceInterval: JSONWritable {
  /// The bounds; null is the open side of a one-sided interval.
  func write(to json: inout JSONWriter) {
    [lower, upper].map { $0.isInfinite ? nil : $0 }.write(to: &json)
  }
}

extension GroupKey: JSONWritable {
  /// The values only; the kind is a neighbouring member.
  func write(to json: inout JSONWriter) {
    json.object { json in
      for entry in values { json.member(entry.property, entry.value) }
    }
  }
}

extension ComparisonSide: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      switch self {
      case .segment(let name): json.member("segment", name)
      case .property(let name, let value): json.member(name, value)
      case .rest: json.member("rest", true)
      }
    }
  }
}

extension DurationSummary: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("count", count)
      json.member("mean", mean)
      json.member("median", median)
      json.member("p10", p10)
      json.member("p25", p25)
      json.member("p75", p75)
      json.member("p90", p90)
      json.member("p95", p95)
      json.member("min", min)
      json.member("max", max)
      json.memberIfPresent("histogram", histogram)
    }
  }
}

extension HistogramBin: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("from", from)
      json.member("to", to)
      json.member("units", units)
    }
  }
}
