internal import EventModel
internal import QueryResults

extension EventListResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("events", events)
      json.memberIfPresent("distinct_events", distinctEvents)
    }
  }
}

extension EventSummary: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("events", events)
      json.member("users", users)
      json.member("first", first)
      json.member("last", last)
      json.memberIfPresent("definition", definition)
    }
  }
}

extension DefinitionListResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("definitions", definitions)
    }
  }
}

extension PropertyListResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("properties", properties)
    }
  }
}

extension PropertySummary: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("types", types)
      json.member("distinct", distinct)
      json.member("examples", examples)
    }
  }
}

extension SnapshotListResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("snapshots", snapshots)
    }
  }
}

extension SnapshotSummary: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("number", number)
      json.member("time", time)
      json.member("operation", operation)
      json.member("events", events)
      json.member("change", change)
      json.member("files", files)
      json.member("bytes", bytes)
      json.member("first", first)
      json.member("last", last)
      json.member("inputs", inputs)
      json.member("rows_read", rows?.read)
      json.member("rows_stored", rows?.stored)
      json.member("rows_dropped", rows?.dropped)
      json.member("rows_superseded", rows?.superseded)
      json.member("rows_rejected", rows?.rejected)
      json.member("rows_replaced", rows?.replaced)
      json.member("source", source)
    }
  }
}

extension EventDescription: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("events", events)
      json.member("users", users)
      json.member("first", first)
      json.member("last", last)
      json.member("properties", properties)
      json.member("days", days)
    }
  }
}

extension DescribedProperty: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("present", present)
      json.member("share", share)
      json.member("types", types)
      json.member("top", top)
    }
  }
}

extension ValueCount: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("value", value)
      json.member("count", count)
    }
  }
}

extension DayCount: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("day", day)
      json.member("events", events)
    }
  }
}

extension DefinitionResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("definition", definition.rawValue)
      json.member("name", name)
      json.member("text", text)
      json.member("units", units)
      if isRemoved { json.member("removed", true) }
    }
  }
}

extension TypeCount: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("type", type)
      json.member("count", count)
    }
  }
}
