internal import QueryResults

extension PowerResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("metric", metric)
      json.member("kind", kind.rawValue)
      json.member("exposure", exposure)
      json.member("units", units)
      json.member("base", object: { base.writeMembers(to: &$0) })
      json.member("unit_deviation", unitDeviation)
      json.member("units_per_day", unitsPerDay)
      json.member("alpha", alpha)
      json.member("power", power)
      json.member("sides", sides)
      json.member("arms", arms)
      json.member("window", window)
      json.member("target", target)
      json.member("durations", durations)
      json.member("reason", reason)
    }
  }
}

extension PowerTarget: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("absolute", absolute)
      json.member("relative", relative)
      json.member("units_per_arm", unitsPerArm)
      json.member("days", days)
      json.member("reason", reason)
    }
  }
}

extension DurationPower: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("days", days)
      json.member("units_per_arm", unitsPerArm)
      json.member("absolute", absolute)
      json.member("relative", relative)
    }
  }
}
