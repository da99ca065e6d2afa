import EventModel
import QueryLanguage
import SequenceMatcher

/// A pattern with all its options, ready to be matched: rules for the matcher, and what its numbers stand for.
struct BoundPattern: Sendable {
  /// Which events a mark class has.
  struct Marks: Sendable {
    enum Events: Sendable {
      case all
      case of(BoundStep)
      case allExcept(BoundStep)
    }

    var events: Events
    /// Whether a range that bounds every event bounds these.
    var isBounded = true
  }

  var rules: PatternRules
  /// What each step asks of one event alone; repeated steps are written out.
  var steps: [BoundStep]
  var occurrences: [Step.Occurrence?]
  /// For `first ever`: the mark class of the step's names.
  var nameMarks: [Int]
  var conditions: [RelativeFilter] = []
  var marks: [Marks] = []
  /// What is read from events, each once; the fields of the breakdown come first.
  var fields: [BoundFilter.Field] = []
  /// The fields on which events must agree; nothing agrees with NaN, and the two zeros agree.
  var agreementFields: Set<Int> = []
  /// A field number for each key of the rules.
  var keyFields: [Int] = []
  /// The fields of `holding`.
  var heldFields: [Int] = []
  var heldNames: [String] = []
  var holdsFirstValue = false
  /// The steps of each alias.
  var aliases: [String: [Int]] = [:]
  /// µs; times are floored to multiples.
  var resolution: Int64?
  /// What bounds every event, where anything does.
  var scope: Range<Int64>?
  var choice: MatchingChoice

  /// Whether every row of the stream must be at hand, not only those of named events.
  var needsAllRows: Bool {
    needsPositions || needsSessions
      || marks.contains { marks in
        switch marks.events {
        case .all, .allExcept: true
        case .of: false
        }
      }
  }

  var needsSessions: Bool {
    if case .sessions = rules.window { return true }
    return rules.steps.contains { $0.arrow.withinSessions != nil }
  }

  /// Whether places in the stream matter, not only the order.
  private var needsPositions: Bool {
    if case .events = rules.window { return true }
    return rules.steps.contains { $0.arrow.withinEvents != nil }
  }

  /// Whether ``BestAttemptMatcher`` finds the same attempts.
  var isPlain: Bool {
    let hasTimeWindow =
      switch rules.window {
      case nil, .time: true
      case .events, .sessions: false
      }
    return rules.order == .ordered && rules.entry == .best && rules.exclusions.isEmpty && rules.tolerance == 0
      && !rules.reusesEqualSteps && hasTimeWindow && conditions.isEmpty && heldFields.isEmpty
      && resolution == nil && scope == nil && occurrences.allSatisfy { $0 == nil }
      && rules.steps.allSatisfy { !$0.isOptional && $0.arrow == .init() }
  }

  /// Columns that reading needs.
  var columns: Set<Int> {
    var columns: Set<Int> = []
    for step in steps { columns.formUnion(step.filter?.columns ?? []) }
    for marks in marks {
      switch marks.events {
      case .all: break
      case .of(let step), .allExcept(let step): columns.formUnion(step.filter?.columns ?? [])
      }
    }
    for field in fields { columns.formUnion(field.columns) }
    return columns
  }

  /// The number of `field`, new or known.
  mutating func number(of field: BoundFilter.Field, agrees: Bool = false) -> Int {
    if !agrees,
      let known = fields.indices.first(where: { fields[$0] == field && !agreementFields.contains($0) })
    {
      return known
    }
    fields.append(field)
    if agrees { agreementFields.insert(fields.count - 1) }
    return fields.count - 1
  }
}
