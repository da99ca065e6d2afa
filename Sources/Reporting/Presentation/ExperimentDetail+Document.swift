internal import QueryResults

extension ExperimentMetric {
  /// What else was done to the metric: cap, covariate, the test of all arms.
  var details: [[String]] {
    var lines: [[String]] = []
    if let cap {
      let source = cap.percentile.map { "percentile \(NumberText.percent($0)) of all arms" } ?? "fixed"
      let capped = arms.map { "\(DisplayText.clean($0.arm)) \(NumberText.grouped($0.capped ?? 0))" }
      lines.append([
        "cap \(NumberText.general(cap.limit)) (\(source))", "units capped \(capped.joined(separator: ", "))",
      ])
    }
    for comparison in comparisons {
      guard let adjustment = comparison.adjustment else { continue }
      var line = ["\(comparison.sides): adjusted by the value before exposure"]
      line.append("slope \(NumberText.general(adjustment.slope))")
      line.append("variance removed \(NumberText.percent(adjustment.squaredCorrelation))")
      if let effect = adjustment.unadjustedEffect {
        line.append("unadjusted effect \(NumberText.general(effect))")
      }
      lines.append(line)
    }
    for comparison in comparisons {
      guard let own = comparison.stratification else { continue }
      var line = ["\(comparison.sides): weighted over strata", "strata \(NumberText.grouped(own.strata))"]
      if own.merged > 0 { line.append("\(NumberText.grouped(own.merged)) too small and merged") }
      if let effect = own.unadjustedEffect {
        line.append("unweighted effect \(NumberText.general(effect))")
      }
      lines.append(line)
    }
    if let omnibus {
      var line = [DisplayText.clean(omnibus.method)]
      if let statistic = omnibus.statistic {
        line.append("statistic \(NumberText.fixed(statistic, digits: 3))")
      }
      line.append("p \(NumberText.probability(omnibus.p))")
      if let reason = omnibus.reason { line.append(DisplayText.clean(reason)) }
      lines.append(line)
    }
    return lines
  }

  var sensitivityTable: TextTable {
    let scale = isShare ? 100.0 : 1.0
    var table = TextTable(columns: [.key("Counted otherwise"), .text("Arms")])
    table.columns += .estimate(isShare ? "Effect, pp" : "Effect", level: "[interval]")
    table.columns += [.figure("p"), .text("Conclusion")]
    for comparison in comparisons {
      for line in comparison.sensitivity {
        var cells: [TextTable.Cell] = [.text(DisplayText.clean(line.name)), .text(comparison.sides)]
        cells += .amount(
          line.effect.map { $0 * scale },
          line.interval.map { ConfidenceInterval(lower: $0.lower * scale, upper: $0.upper * scale) },
          isSigned: true)
        cells.append(.figure(NumberText.probability(line.p)))
        switch line.agrees {
        case true?: cells.append(.mark("same", .good))
        case false?: cells.append(.mark("differs", .warning))
        case nil: cells.append(.text(line.reason.map(DisplayText.clean) ?? NumberText.missing))
        }
        table.rows.append(cells)
      }
    }
    return table
  }

  /// The effects as shares of control where those exist, else in the metric's own unit.
  var plot: IntervalPlot? {
    let usesRelative = comparisons.allSatisfy { $0.relativeEffect != nil && $0.relativeInterval != nil }
    let rows = comparisons.compactMap { comparison -> IntervalPlot.Row? in
      let effect = usesRelative ? comparison.relativeEffect : comparison.absoluteEffect
      let bounds = usesRelative ? comparison.relativeInterval : comparison.interval
      guard let effect, let bounds, effect.isFinite else { return nil }
      let scale = usesRelative || isShare ? 100.0 : 1.0
      let isUp = bounds.lower > 0
      let isDown = bounds.upper < 0
      let role: Role =
        isUp || isDown ? (isUp == (direction == .higherIsBetter) ? .good : .bad) : .quiet
      return IntervalPlot.Row(
        label: comparison.sides, estimate: effect * scale, lower: bounds.lower * scale,
        upper: bounds.upper * scale,
        text: usesRelative
          ? NumberText.signedPercent(effect)
          : (effect > 0 ? "+" : "") + NumberText.general(effect * scale) + (isShare ? " pp" : ""), role: role)
    }
    return rows.isEmpty ? nil : IntervalPlot(title: title, rows: rows)
  }
}

extension SegmentBreakdown {
  func present(in document: inout Document, metrics: [ExperimentMetric]) {
    let isShare = metrics.first { $0.name == metric }?.isShare ?? false
    let scale = isShare ? 100.0 : 1.0
    let keys = keys.map(DisplayText.clean).joined(separator: ", ")
    let sides = "\(DisplayText.clean(treatment)) – \(DisplayText.clean(control))"
    var table = TextTable(
      title: "Segments: \(DisplayText.clean(metric)), \(sides)",
      columns: [.key(keys), .figure("Control"), .figure("Treated")])
    table.columns += .estimate(isShare ? "Effect, pp" : "Effect", level: "[interval]")
    let showsReasons = segments.contains { $0.reason != nil }
    if showsReasons { table.columns.append(.text("Reason")) }
    for segment in segments {
      var cells: [TextTable.Cell] = [
        .text(DisplayText.clean(segment.name)), .count(segment.controlUnits), .count(segment.treatmentUnits),
      ]
      cells += .amount(
        segment.effect.map { $0 * scale },
        segment.interval.map { ConfidenceInterval(lower: $0.lower * scale, upper: $0.upper * scale) },
        isSigned: true)
      if showsReasons { cells.append(segment.reason.map { .text(DisplayText.clean($0)) } ?? .blank) }
      table.rows.append(cells)
    }
    document.add(table)
    var test = ["Do segments differ? p \(NumberText.probability(interaction.p))"]
    if let interactionPAdjusted { test.append("adjusted \(NumberText.probability(interactionPAdjusted))") }
    test.append(DisplayText.clean(interaction.method))
    if let reason = interaction.reason { test.append(DisplayText.clean(reason)) }
    document.add(.footnote([test], .quiet))
  }
}

extension ExperimentProgress {
  func present(in document: inout Document, metrics: [ExperimentMetric]) {
    let shares = Set(metrics.filter(\.isShare).map(\.name))
    let showsTarget = detectable.contains { $0.unitsPerArm != nil }
    var facts = ["\(NumberText.grouped(units)) units analysed"]
    if let planned { facts.append("planned \(NumberText.grouped(planned))") }
    if let informationFraction { facts.append("\(NumberText.percent(informationFraction)) of the plan") }
    if let isDecisionValid {
      facts.append(isDecisionValid ? "a decision now is valid" : "too early for a decision")
    }
    if let unitsPerDay { facts.append("\(NumberText.general(unitsPerDay)) new units per day") }
    if let lastDay { facts.append("no new units since \(lastDay)") }
    if let daysLeft { facts.append("\(ValueText.counted(daysLeft, "day")) left at that pace") }
    facts.append("MDE at power \(NumberText.percent(power))")
    if showsTarget { facts.append("for lift: units per arm that the planned lift takes") }
    document.add(
      TextTable(
        title: "Progress and power",
        columns: [.key("Metric"), .text("Arm"), .figure("MDE"), .figure("MDE, relative")]
          + (showsTarget ? [.figure("For lift"), .figure("Days left")] : []),
        rows: detectable.map { effect in
          [
            .text(DisplayText.clean(effect.metric)), .text(DisplayText.clean(effect.treatment)),
            .figure(
              effect.absolute.map {
                shares.contains(effect.metric) ? "\(NumberText.general($0 * 100)) pp" : NumberText.general($0)
              }
                ?? NumberText.missing), .percent(effect.relative),
          ] + (showsTarget ? [.count(effect.unitsPerArm), .count(effect.days)] : [])
        }))
    document.add(.footnote([facts], .quiet))
  }
}
