internal import EventModel
internal import QueryResults

extension ExperimentReport: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("schema_version", ExperimentReport.schemaVersion)
      json.member("verdict", verdict)
      json.member("inputs", inputs)
      json.member("health", health)
      json.member("population", population)
      json.member("metrics", metrics)
      json.member("guardrails", guardrails)
      json.member("segments", segments)
      json.member("progress", progress)
      json.member("days", days)
      json.member("series", series)
      json.member("caveats", caveats)
    }
  }
}

extension ExperimentVerdict: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name.rawValue)
      json.member("rule", rule)
      json.member("sentence", sentence)
    }
  }
}

extension ExperimentCaveat: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("code", code)
      json.member("message", message)
    }
  }
}

extension ExperimentInputs: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("experiment", experiment)
      json.member("arms", arms)
      json.member("range", range)
      json.member("data", data)
      json.member("exposure", exposure)
      json.member("variant", variant)
      json.member("method", method)
      json.member("alpha", alpha)
      json.member("window", window)
      json.member("parameters", parameters.asObject)
      json.member("version", version)
      json.member("fingerprint", fingerprint)
    }
  }
}

extension PlannedArm: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("arm", arm)
      json.member("weight", weight)
      json.member("control", control)
    }
  }
}

extension ExperimentData: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("events", events)
      json.member("first", first)
      json.member("last", last)
      json.member("fingerprint", fingerprint)
    }
  }
}

extension HealthCheck: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("check", check)
      json.member("value", value)
      json.member("threshold", threshold)
      json.member("status", status.rawValue)
      json.member("measure", measure.rawValue)
      json.member("detail", detail)
    }
  }
}

extension PopulationRow: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("stage", stage.rawValue)
      json.member("reason", reason)
      json.member("total", total)
      json.member("arms", arms)
    }
  }
}

extension ArmCount: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("arm", arm)
      json.member("units", units)
    }
  }
}

extension ExperimentMetric: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("role", role.rawValue)
      json.member("direction", direction.rawValue)
      json.member("kind", kind.rawValue)
      json.member("unit", unit)
      json.member("window", window)
      json.member("arms", arms)
      json.member("comparisons", comparisons)
      json.member("omnibus", omnibus)
      json.member("cap", cap)
    }
  }
}

extension ArmOutcome: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("arm", arm)
      json.member("n", n)
      measure.writeMembers(to: &json)
      json.member("interval", interval)
      json.member("capped", capped)
    }
  }
}

extension ArmComparison: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("treatment", treatment)
      json.member("control", control)
      json.member("absolute_effect", absoluteEffect)
      json.member("relative_effect", relativeEffect)
      json.member("interval", interval)
      json.member("relative_interval", relativeInterval)
      json.member("level", level)
      json.member("method", method)
      json.member("statistic", statistic)
      json.member("degrees_of_freedom", degreesOfFreedom)
      json.member("p", p)
      json.member("p_adjusted", pAdjusted)
      json.member("family_size", familySize)
      json.member("mde", mde)
      json.member("chance_to_win", chanceToWin)
      json.member("expected_loss", expectedLoss)
      json.member("adjustment", adjustment)
      json.member("stratification", stratification)
      json.member("looks", looks)
      json.member("sensitivity", sensitivity)
      json.member("reason", reason)
    }
  }
}

extension GuardrailOutcome: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("metric", metric)
      json.member("arm", arm)
      json.member("margin", margin)
      json.member("bound", bound)
      json.member("absolute", isAbsolute)
      json.member("status", status.rawValue)
    }
  }
}
