import EventModel
import QueryLanguage
import SequenceMatcher

/// A correlate statement ready to run, beside the funnel that finds the attempts.
struct CorrelationPlan: Sendable {
  /// The funnel whose attempts are told apart.
  var funnel: FunnelPlan
  /// Counted from 0.
  var fromStep: Int
  var toStep: Int
  /// µs; `nil` for no limit.
  var window: Int64?
  var endOfData: Int64
  var looksAtEvents: Bool
  /// Properties by name, with the column they are in.
  var properties: [(name: String, column: Int)]
  /// The smallest share of entered units, or their number.
  var support: Amount
  var alpha: Double
  var top: Int

  static let defaultTop = 20
  static let defaultSupport = Amount(number: 1, isPercent: true)
  /// Properties with more distinct values than this are identifiers rather than traits.
  static let maximumValues = 1_000

  var stream: BoundStream { funnel.stream }

  /// The events of which a converted attempt has none between, whoever they are: under `entry best` it enters with the
  /// last one that leads on.
  var ownEvents: Set<Int> {
    let step = funnel.pattern.steps[fromStep]
    guard funnel.pattern.isPlain, step.filter == nil, case .some(let events) = step.events else { return [] }
    return Set(events)
  }

  /// What the second scan reads.
  var columns: Set<Int> { stream.columns.union(properties.map(\.column)) }

  /// How many units must have a candidate.
  func leastUnits(of entered: Int) -> Int {
    max(1, Int((support.isPercent ? support.fraction * Double(entered) : support.number).rounded(.up)))
  }
}

extension CorrelationPlan {
  init(_ statement: CorrelateStatement, binder: inout Binder) {
    if let entry = statement.matching.entry, entry.value == .every {
      binder.refuse(.correlateEvery, at: entry.span)
    }
    funnel = FunnelPlan(
      FunnelStatement(statement.pattern, statement.stream, statement.matching), binder: &binder)
    let steps = funnel.pattern.steps.count
    let mandatory = funnel.pattern.rules.mandatory
    fromStep = statement.between.map { $0.from.value - 1 } ?? mandatory.first ?? 0
    toStep = statement.between.map { $0.to.value - 1 } ?? mandatory.last ?? 0
    if mandatory.count < 2, statement.between == nil {
      binder.report(.patternTooShort, at: statement.pattern.span)
    }
    for step in [fromStep, toStep] where !(0..<steps).contains(step) {
      binder.report(
        .stepNumberOutOfBounds(step + 1, steps: steps), at: statement.between?.from.span ?? .none)
    }
    if let between = statement.between, fromStep >= toStep {
      binder.report(.emptyRange, at: between.from.span)
    }
    if funnel.pattern.choice.order == .sets {
      binder.refuse(.sets(with: "correlate"), at: statement.matching.order?.span ?? .none)
    }
    fromStep = min(max(fromStep, 0), max(0, steps - 1))
    toStep = min(max(toStep, 0), max(0, steps - 1))
    funnel.listing = .init(depth: nil, rowOfStep: fromStep)
    window = statement.matching.window.flatMap { window in
      if case .time(let length) = window.value { length.microseconds } else { nil }
    }
    endOfData = binder.endOfData ?? .max
    looksAtEvents =
      statement.candidates.isEmpty
      || statement.candidates.contains { if case .events = $0 { true } else { false } }
    properties = Self.properties(statement, &binder)
    support = statement.support?.value ?? Self.defaultSupport
    if let written = statement.support {
      let (number, isPercent) = (written.value.number, written.value.isPercent)
      if !(number >= 0) || (isPercent && number > 100) {
        binder.report(
          .numberOutOfBounds(what: "a support", number, isPercent ? .share : .notNegative), at: written.span)
      }
    }
    alpha = binder.level(statement.alpha, default: 0.05)
    top = statement.top?.value ?? Self.defaultTop
    if let written = statement.top, written.value < 1 { binder.report(.topNotPositive, at: written.span) }
  }

  private static func properties(
    _ statement: CorrelateStatement, _ binder: inout Binder
  ) -> [(name: String, column: Int)] {
    var properties: [(name: String, column: Int)] = []
    var named: [PropertyReference] = []
    var wantsAll = statement.candidates.isEmpty
    for case .properties(let references) in statement.candidates {
      named += references
      if references.isEmpty { wantsAll = true }
    }
    for reference in named {
      if case .column(let column) = binder.field(reference) {
        properties.append((Printer.print(reference), column))
      }
    }
    guard wantsAll else { return properties }
    for number in binder.catalog.columns.indices {
      if let name = binder.catalog.propertyName(ofColumn: number) { properties.append((name, number)) }
    }
    return properties
  }
}
