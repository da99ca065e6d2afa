internal import EventModel
internal import QueryResults

extension RetentionResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("cohorts", cohorts)
      json.member("overall", overall)
      json.memberIfPresent("groups", groups)
      json.memberIfPresent("units", units)
    }
  }
}

extension RetentionCohort: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("cohort", cohort)
      json.member("size", size)
      json.member("cells", cells)
    }
  }
}

extension RetentionCell: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("period", period)
      json.member("units", units)
      json.member("of", of)
      json.member("rate", rate)
      json.member("interval", interval)
    }
  }
}

extension RetentionGroup: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("group", group)
      json.member("kind", group.kind.rawValue)
      json.member("cohorts", cohorts)
      json.member("overall", overall)
    }
  }
}

extension RetentionUnit: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("unit", unit)
      json.member("cohort", cohort)
      json.member("start", start)
      json.member("periods", periods)
    }
  }
}

extension LifecycleResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("periods", periods)
    }
  }
}

extension LifecyclePeriod: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("period", period)
      json.member("new", new)
      json.member("returning", returning)
      json.member("resurrecting", resurrecting)
      json.member("dormant", dormant)
    }
  }
}

extension StickinessResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("intervals", intervals)
      json.member("rows", rows)
    }
  }
}

extension StickinessRow: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("active", active)
      json.member("exactly", exactly)
      json.member("at_least", atLeast)
    }
  }
}

extension TrendResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("series", series)
    }
  }
}

extension TrendSeries: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("label", label)
      json.member("group", group ?? GroupKey(values: [], kind: .value))
      json.memberIfPresent("kind", group?.kind.rawValue)
      json.member("points", points)
    }
  }
}

extension TrendPoint: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("bucket", bucket)
      json.member("value", value)
    }
  }
}
