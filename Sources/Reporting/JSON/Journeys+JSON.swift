internal import EventModel
internal import QueryResults

extension JourneysResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("paths", paths)
      json.member("nodes", nodes)
      json.member("edges", edges)
      json.member("totals", totals)
      json.memberIfPresent("compare", compare)
    }
  }
}

extension JourneyComparison: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("a", a)
      json.member("b", b)
      json.member("paths", paths)
      json.member("edges", edges)
    }
  }
}

extension ComparedPath: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("path", path)
      share.writeMembers(to: &json)
    }
  }
}

extension ComparedEdge: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("position", position)
      json.member("from", from)
      json.member("to", to)
      share.writeMembers(to: &json)
    }
  }
}

extension ShareDifference {
  fileprivate func writeMembers(to json: inout JSONWriter) {
    json.member("a", a)
    json.member("b", b)
    json.member("difference", difference)
    json.member("interval", interval)
    json.member("p", p)
    json.member("p_adjusted", pAdjusted)
  }
}

extension JourneyPath: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("path", path)
      json.member("units", units)
      json.member("paths", paths)
      json.member("share", share)
      json.member("converted_share", convertedShare)
      json.member("median_duration", medianDuration)
    }
  }
}

extension JourneyNode: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("position", position)
      json.member("event", event)
      json.member("paths", paths)
      json.member("units", units)
      json.member("starts", starts)
      json.member("dropped", dropped)
      json.member("arrived", arrived)
      json.member("cut", cut)
    }
  }
}

extension JourneyEdge: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("position", position)
      json.member("from", from)
      json.member("to", to)
      json.member("paths", paths)
      json.member("units", units)
      json.member("share", share)
      json.member("median_time", medianTime)
      json.member("mean_time", meanTime)
    }
  }
}

extension JourneyTotals: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("paths", paths)
      json.member("units", units)
    }
  }
}
