internal import QueryResults

extension ExperimentMetric {
  /// What each arm did, how the arms differ, and by which method that was found.
  func present(in document: inout Document) {
    document.add(armTable)
    document.add(comparisonTable)
    if let plot { document.add(.plot(plot)) }
    let methods = comparisons.map(\.methodText)
    if let first = methods.first {
      // One line for all of them where they agree.
      if methods.allSatisfy({ $0 == first }) {
        document.add(.footnote([first], .quiet))
      } else {
        document.add(
          .footnote(zip(comparisons, methods).map { ["\($0.sides): \($1[0])"] + $1.dropFirst() }, .quiet))
      }
    }
    if !details.isEmpty { document.add(.footnote(details, .quiet)) }
    document.add(sensitivityTable)
    for comparison in comparisons {
      if let reason = comparison.reason {
        document.add(.footnote([["\(comparison.sides): \(DisplayText.clean(reason))"]], .warning))
      }
    }
  }

  var title: String {
    let direction = direction == .higherIsBetter ? "higher is better" : "lower is better"
    let role = role.rawValue.prefix(1).uppercased() + role.rawValue.dropFirst()
    let window = window.map { "within \(DurationText.exact($0)), " } ?? ""
    let unit = unit == "user" ? "" : "per \(DisplayText.clean(unit)), "
    return "\(role): \(DisplayText.clean(name)) (\(unit)\(window)\(direction))"
  }

  /// Whether the metric is a share of units, so that effects are in percentage points.
  var isShare: Bool {
    arms.contains { if case .rate = $0.measure { true } else { false } }
  }

  private var armTable: TextTable {
    let isMean = !isShare
    var table = TextTable(title: title, columns: [.key("Arm"), .figure("Units")])
    if isShare { table.columns += [.figure("Converters")] + .estimate("Rate") + [.bar()] }
    if isMean { table.columns += amountColumns }
    let largest = arms.reduce(0.0) { largest, arm in
      if case .rate(_, let rate) = arm.measure { max(largest, rate ?? 0) } else { largest }
    }
    for arm in arms {
      var cells: [TextTable.Cell] = [.text(DisplayText.clean(arm.arm)), .count(arm.n)]
      switch arm.measure {
      case .rate(let converters, let rate):
        cells.append(.count(converters))
        cells += .rate(rate, arm.interval)
        cells.append(.bar(largest > 0 ? (rate ?? 0) / largest : 0))
      case .mean(let sum, let mean, let deviation):
        cells.append(.figure(NumberText.general(sum)))
        cells += .amount(mean, arm.interval, isSigned: false)
        cells.append(.figure(deviation.map(NumberText.general) ?? NumberText.missing))
      case .ratio(let numerator, let denominator, let ratio):
        cells.append(.figure(NumberText.general(numerator)))
        cells += .amount(ratio, arm.interval, isSigned: false)
        cells.append(.figure(NumberText.general(denominator)))
      case .quantile(let order, let value):
        cells.append(.figure(NumberText.percent(order)))
        cells += .amount(value, arm.interval, isSigned: false)
        cells.append(.blank)
      }
      table.rows.append(cells)
    }
    return table
  }

  /// The columns of a figure that is no share, by its kind.
  private var amountColumns: [TextTable.Column] {
    switch arms.first?.measure {
    case .ratio: [.figure("Numerator")] + .estimate("Ratio") + [.figure("Denominator")]
    case .quantile: [.figure("Quantile")] + .estimate("Value") + [.figure("")]
    case .mean, .rate, nil: [.figure("Sum")] + .estimate("Mean") + [.figure("SD")]
    }
  }

  private var comparisonTable: TextTable {
    let levels = Set(comparisons.map(\.level))
    let level = levels.count == 1 ? levels.first.map { "[\(NumberText.general($0 * 100)) %]" } : nil
    let showsAdjusted = comparisons.contains { $0.pAdjusted != nil }
    let showsBayes = comparisons.contains { $0.chanceToWin != nil || $0.expectedLoss != nil }
    var table = TextTable(columns: [.key("Arms")])
    table.columns += .estimate(isShare ? "Effect, pp" : "Effect", level: level ?? "[interval]")
    table.columns += .estimate("Relative", level: level ?? "[interval]") + [.figure("p")]
    if showsAdjusted { table.columns.append(.figure("p adj.")) }
    table.columns.append(.figure(isShare ? "MDE, pp" : "MDE"))
    if showsBayes { table.columns += [.figure("Chance to win"), .figure("Expected loss")] }
    let scale = isShare ? 100.0 : 1.0
    for comparison in comparisons {
      let digits = comparison.digits(scale: scale)
      func amount(_ value: Double?) -> TextTable.Cell {
        .figure(value.map { NumberText.fixed($0 * scale, digits: digits) } ?? NumberText.missing)
      }
      var cells: [TextTable.Cell] = [.text(comparison.sides)]
      cells += .amount(
        comparison.absoluteEffect.map { $0 * scale },
        comparison.interval.map { ConfidenceInterval(lower: $0.lower * scale, upper: $0.upper * scale) },
        isSigned: true)
      cells.append(.figure(NumberText.signedPercent(comparison.relativeEffect)))
      cells.append(
        comparison.relativeInterval.map {
          let lower = NumberText.signed($0.lower * 100, digits: 1)
          return .figure("[\(lower), \(NumberText.signed($0.upper * 100, digits: 1))]")
        } ?? .blank)
      cells.append(.figure(NumberText.probability(comparison.p)))
      if showsAdjusted { cells.append(.figure(NumberText.probability(comparison.pAdjusted))) }
      cells.append(amount(comparison.mde))
      if showsBayes { cells += [.percent(comparison.chanceToWin), amount(comparison.expectedLoss)] }
      table.rows.append(cells)
    }
    return table
  }
}

extension ArmComparison {
  /// `B – A`.
  var sides: String { "\(DisplayText.clean(treatment)) – \(DisplayText.clean(control))" }

  /// The method, its statistic, and the family the p-value was adjusted in.
  fileprivate var methodText: [String] {
    var parts = [DisplayText.clean(method)]
    if let statistic { parts.append("statistic \(NumberText.fixed(statistic, digits: 3))") }
    if let degreesOfFreedom { parts.append("df \(NumberText.general(degreesOfFreedom))") }
    parts.append("level \(NumberText.general(level * 100)) %")
    if let familySize { parts.append("adjusted over \(ValueText.counted(familySize, "test"))") }
    return parts
  }

  /// The digits that show the interval of the effect well.
  fileprivate func digits(scale: Double) -> Int {
    interval.map { NumberText.digits(spread: ($0.upper - $0.lower) * scale) } ?? 3
  }
}

extension [TextTable.Cell] {
  /// A number and its interval, both with as many digits as the interval deserves.
  static func amount(_ value: Double?, _ interval: ConfidenceInterval?, isSigned: Bool) -> Self {
    guard let value else { return [.figure(NumberText.missing), .blank] }
    guard let interval else {
      let text = NumberText.general(value)
      return [.figure(isSigned && value > 0 ? "+" + text : text), .blank]
    }
    let digits = NumberText.digits(spread: interval.upper - interval.lower)
    func text(_ number: Double) -> String {
      isSigned ? NumberText.signed(number, digits: digits) : NumberText.fixed(number, digits: digits)
    }
    return [.figure(text(value)), .figure("[\(text(interval.lower)), \(text(interval.upper))]")]
  }
}
