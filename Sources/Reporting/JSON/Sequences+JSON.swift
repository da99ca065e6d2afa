internal import EventModel
internal import QueryResults

extension TransitionsResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("events", events)
      json.member("rows", rows)
    }
  }
}

extension TransitionRow: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("from", from)
      json.member("to", to)
      json.member("count", count)
      json.member("units", units)
      json.member("share", share)
      json.member("share_out", shareOut)
      json.member("share_in", shareIn)
      json.member("per_path", perPath)
      json.member("median_time", medianTime)
    }
  }
}

extension StepMatrixResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("columns", columns)
      json.member("rows", rows)
      json.member("units", units)
    }
  }
}

extension StepMatrixRow: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("event", event)
      json.member("shares", shares)
    }
  }
}

extension MatchResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("units", units)
      json.member("occurrences", occurrences)
      json.member("matches", matches)
    }
  }
}

extension MatchOccurrence: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("unit", unit)
      json.member("positions", positions)
      json.member("events", events)
      json.member("times", times)
    }
  }
}

extension AttributionResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("model", model)
      json.member("conversions", conversions)
      json.member("amount", amount)
      json.member("credit", credit)
    }
  }
}

extension AttributionCredit: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("value", value)
      json.member("credit", credit)
      json.member("share", share)
    }
  }
}
