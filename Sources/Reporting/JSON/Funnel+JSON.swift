internal import EventModel
internal import QueryResults

extension FunnelResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("steps", steps)
      json.memberIfPresent("groups", groups)
      json.memberIfPresent("buckets", buckets)
      json.memberIfPresent("optional", optional)
      json.memberIfPresent("compare", compare)
      json.memberIfPresent("units", units)
    }
  }
}

extension FunnelStep: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("step", step)
      json.member("label", label)
      json.member("units", units)
      json.member("attempts", attempts)
      json.member("open", open)
      json.member("rate_of_all", rateOfAll)
      json.member("rate_of_first", rateOfFirst)
      json.member("rate_of_previous", rateOfPrevious)
      json.member("interval_of_all", intervalOfAll)
      json.member("interval_of_first", intervalOfFirst)
      json.member("interval_of_previous", intervalOfPrevious)
      json.member("time_from_previous", timeFromPrevious)
    }
  }
}

extension FunnelGroup: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("group", group)
      json.member("kind", group.kind.rawValue)
      json.member("steps", steps)
      json.memberIfPresent("buckets", buckets)
    }
  }
}

extension FunnelBucket: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("bucket", bucket)
      json.member("steps", steps)
    }
  }
}

extension FunnelOptionalStep: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("step", step)
      json.member("label", label)
      json.member("attempts", attempts)
    }
  }
}

extension FunnelComparison: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("a", a)
      json.member("b", b)
      json.member("steps", steps)
    }
  }
}

extension FunnelComparisonStep: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("step", step)
      json.member("a", a)
      json.member("b", b)
      json.member("difference", difference)
      json.member("interval", interval)
      json.member("p", p)
      json.member("p_adjusted", pAdjusted)
    }
  }
}

extension FunnelUnit: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("unit", unit)
      json.member("depth", depth)
      json.member("times", times)
      json.member("held", held)
      json.member("open", open)
    }
  }
}

extension Proportion: JSONWritable {
  func write(to json: inout JSONWriter) { [reached, entered].write(to: &json) }
}
