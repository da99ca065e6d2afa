internal import EventModel
internal import QueryResults

extension CorrelationResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("from_step", fromStep)
      json.member("to_step", toStep)
      json.member("entered", entered)
      json.member("converted", converted)
      json.member("support", support)
      json.member("alpha", alpha)
      json.member("rows", rows)
      json.member("tested", tested)
      json.member("too_rare", tooRare)
      json.member("skipped_properties", skippedProperties)
    }
  }
}

extension CorrelationRow: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", kind.rawValue)
      json.member("name", name)
      json.member("value", value)
      json.member("converted", converted)
      json.member("others", others)
      json.member("support", support)
      json.member("odds_ratio", oddsRatio)
      json.member("interval", interval)
      json.member("p", p)
      json.member("p_adjusted", pAdjusted)
      json.member("times_converted", timesConverted)
      json.member("times_others", timesOthers)
      json.member("mean_delay", meanDelay)
    }
  }
}
