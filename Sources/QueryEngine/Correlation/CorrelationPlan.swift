import EventModel
import QueryLanguage

/// A correlate statement ready to run, beside the funnel that finds the attempts.
struct CorrelationPlan: Sendable {
  var stream: BoundStream
  /// The entering step, whose event gives the values of properties.
  var entry: BoundStep
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

  var columns: Set<Int> {
    stream.columns.union(entry.filter?.columns ?? []).union(properties.map(\.column))
  }

  /// How many units must have a candidate.
  func leastUnits(of entered: Int) -> Int {
    max(1, Int((support.isPercent ? support.fraction * Double(entered) : support.number).rounded(.up)))
  }
}

extension CorrelationPlan {
  init(_ statement: CorrelateStatement, binder: inout Binder) {
    stream = binder.stream(statement.stream, defaultUnit: .user)
    if stream.unit != .user, let unit = statement.stream.unit {
      binder.refuse("per in correlate", at: unit.span)
    }
    if let entry = statement.matching.entry, entry.value == .every {
      binder.refuse("entry every in correlate", at: entry.span)
    }
    let count = statement.pattern.steps.count
    fromStep = max(1, statement.between?.from.value ?? 1) - 1
    toStep = max(1, statement.between?.to.value ?? count) - 1
    if count < 2 { binder.report(.patternTooShort, at: statement.pattern.span) }
    for step in [fromStep, toStep] where step >= count {
      binder.report(.stepNumberOutOfBounds(step + 1, steps: count), at: statement.pattern.span)
    }
    if fromStep >= toStep, count > 1 {
      binder.report(.stepNumberOutOfBounds(toStep + 1, steps: count), at: statement.pattern.span)
    }
    var look = binder
    entry = look.step(statement.pattern.steps[min(fromStep, count - 1)])
    window = statement.matching.window.flatMap { window in
      if case .time(let length) = window.value { length.microseconds } else { nil }
    }
    endOfData = binder.endOfData ?? .max
    looksAtEvents =
      statement.candidates.isEmpty
      || statement.candidates.contains { if case .events = $0 { true } else { false } }
    var named: [PropertyReference] = []
    var wantsAll = statement.candidates.isEmpty
    for case .properties(let references) in statement.candidates {
      named += references
      if references.isEmpty { wantsAll = true }
    }
    properties = []
    for reference in named {
      if case .column(let column) = binder.field(reference) {
        properties.append((Printer.print(reference), column))
      }
    }
    if wantsAll {
      for number in binder.catalog.columns.indices {
        if let name = binder.catalog.propertyName(ofColumn: number) { properties.append((name, number)) }
      }
    }
    support = statement.support?.value ?? Self.defaultSupport
    if let written = statement.support, !(written.value.number >= 0) {
      binder.report(.levelOutOfBounds(written.value.number), at: written.span)
    }
    alpha = binder.level(statement.alpha, default: 0.05)
    top = statement.top?.value ?? Self.defaultTop
    if let written = statement.top, written.value < 1 { binder.report(.topNotPositive, at: written.span) }
  }
}
