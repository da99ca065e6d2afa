internal import QueryResults

extension CovariateEffect: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("slope", slope)
      json.member("squared_correlation", squaredCorrelation)
      json.member("unadjusted_effect", unadjustedEffect)
      json.member("unadjusted_interval", unadjustedInterval)
    }
  }
}

extension SensitivityLine: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("effect", effect)
      json.member("interval", interval)
      json.member("p", p)
      json.member("agrees", agrees)
      json.member("reason", reason)
    }
  }
}

extension OmnibusTest: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("method", method)
      json.member("statistic", statistic)
      json.member("degrees_of_freedom", degreesOfFreedom)
      json.member("p", p)
      json.member("reason", reason)
    }
  }
}

extension MetricCap: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("percentile", percentile)
      json.member("limit", limit)
    }
  }
}

extension SegmentBreakdown: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("metric", metric)
      json.member("treatment", treatment)
      json.member("control", control)
      json.member("keys", keys)
      json.member("segments", segments)
      json.member("interaction", interaction)
      json.member("interaction_p_adjusted", interactionPAdjusted)
    }
  }
}

extension SegmentEffect: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("values", values)
      json.member("control_units", controlUnits)
      json.member("treatment_units", treatmentUnits)
      json.member("control_figure", controlFigure)
      json.member("treatment_figure", treatmentFigure)
      json.member("effect", effect)
      json.member("interval", interval)
      json.member("reason", reason)
    }
  }
}

extension ExperimentProgress: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("units", units)
      json.member("planned", planned)
      json.member("information_fraction", informationFraction)
      json.member("decision_valid", isDecisionValid)
      json.member("units_per_day", unitsPerDay)
      json.member("last_day", lastDay)
      json.member("days_left", daysLeft)
      json.member("power", power)
      json.member("detectable", detectable)
      json.member("looks", looks)
    }
  }
}

extension DetectableEffect: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("metric", metric)
      json.member("treatment", treatment)
      json.member("absolute", absolute)
      json.member("relative", relative)
      json.member("units_per_arm", unitsPerArm)
      json.member("days", days)
    }
  }
}
