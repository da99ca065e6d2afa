internal import QueryResults

extension SnapshotComparisonResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("first", first)
      json.member("second", second)
      json.member("events", events)
      json.member("total", total)
    }
  }
}

extension EventComparison: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("event", event)
      total.writeMembers(to: &json)
      json.member("days", days)
    }
  }
}

extension DayComparison: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("day", day)
      count.writeMembers(to: &json)
    }
  }
}

extension CountPair: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { writeMembers(to: &$0) }
  }

  fileprivate func writeMembers(to json: inout JSONWriter) {
    json.member("first", first)
    json.member("second", second)
    json.member("difference", difference)
  }
}
