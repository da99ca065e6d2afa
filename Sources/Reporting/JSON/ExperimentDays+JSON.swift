internal import QueryResults

extension ExposureDay: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("day", day)
      json.member("arms", arms)
    }
  }
}

extension EffectSeries: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("metric", metric)
      json.member("treatment", treatment)
      json.member("control", control)
      json.member("points", points)
      json.member("reason", reason)
    }
  }
}

extension EffectPoint: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("day", day)
      json.member("units", units)
      json.member("effect", effect)
      json.member("interval", interval)
      json.member("p", p)
      json.member("running_p", runningP)
      json.member("chance_to_win", chanceToWin)
    }
  }
}

extension PlannedLook: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("look", look)
      json.member("planned_units", plannedUnits)
      json.member("day", day)
      json.member("units", units)
      json.member("share", share)
      json.member("spent", spent)
      json.member("bound", bound)
    }
  }
}

extension LookOutcome: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("look", look)
      json.member("effect", effect)
      json.member("statistic", statistic)
      json.member("bound", bound)
      json.member("crossed", isCrossed)
    }
  }
}

extension StratificationEffect: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("strata", strata)
      json.member("merged", merged)
      json.member("unadjusted_effect", unadjustedEffect)
      json.member("unadjusted_interval", unadjustedInterval)
    }
  }
}
