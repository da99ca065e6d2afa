import EventModel
import QueryLanguage
import SequenceMatcher

/// A funnel ready to run: every name is a number, every option has its value.
struct FunnelPlan: Sendable {
  /// How units fall into groups.
  struct Breakdown: Sendable {
    /// Which of the counted attempt's events gives the value.
    enum Attribution: Sendable, Equatable {
      case first
      case last
      /// Counted from 0.
      case step(Int)
      /// The latest event that fits the deepest step.
      case nearest
      /// One funnel for each value, of its events alone.
      case all
    }

    /// What one part of a group's key is made of.
    enum Key: Sendable, Equatable {
      /// A number of ``BoundPattern/fields``.
      case field(Int)
      /// A field of the last taken of some steps.
      case alias(steps: [Int], field: Int)
      /// How many marks lie between two steps, which are counted from 0.
      case count(marks: Int, from: Int, to: Int)
    }

    var names: [String]
    var fields: [BoundFilter.Field]
    var attribution: Attribution
    var top: Int?
    /// One for each name, where a pattern has been bound.
    var keys: [Key] = []

    var attributionName: String {
      switch attribution {
      case .first: "first"
      case .last: "last"
      case .step(let step): "step \(step + 1)"
      case .nearest: "nearest"
      case .all: "all"
      }
    }
  }

  /// A condition on finished attempts.
  struct Having: Sendable {
    var filter: RelativeFilter
    var attribution: Breakdown.Attribution
  }

  /// Which attempts `show units` lists.
  struct Listing: Sendable {
    /// Those that stopped exactly there, in mandatory steps; `nil` for all.
    var depth: Int?
    /// The step, counted from 0, whose row is told too.
    var rowOfStep: Int?
  }

  var stream: BoundStream
  var pattern: BoundPattern
  /// What each step asks of one event alone.
  var steps: [BoundStep]
  /// The rules of the fast matcher.
  var rules: AttemptRules
  var breakdown: Breakdown?
  /// All of them must hold.
  var having: [Having] = []
  var listing: Listing?
  /// The buckets of `every`.
  var buckets: CalendarBucket?
  /// Histogram bins; `nil` for none, 0 for the default number.
  var bins: Int?
  /// µs; `nil` when there are no events.
  var endOfData: Int64?
  /// The field that makes units, where they are no users or sessions.
  var unitField = 0
  /// The column of sessions that sources declare.
  var sessionColumn: Int?
  /// The gap that ends a session where no source declares any.
  var sessionGap: SessionGap
  /// Where the pattern stands in the text.
  var span: SourceSpan

  /// Whether ``FunnelOperator`` counts the same, faster.
  var isPlain: Bool {
    if case .property = stream.unit { return false }
    let groupsPlainly =
      breakdown.map { breakdown in
        breakdown.fields.count == breakdown.keys.count && breakdown.attribution != .nearest
          && breakdown.attribution != .all
      } ?? true
    return pattern.isPlain && groupsPlainly && having.isEmpty && listing == nil && buckets == nil
  }

  /// Whether every row of the stream must be at hand.
  var readsAllRows: Bool {
    pattern.needsAllRows || buckets != nil || breakdown?.attribution == .all
      || (pattern.resolution != nil && stream.isBounded)
  }

  /// Whether a unit may have several attempts in one tally.
  var countsUnitsApart: Bool {
    pattern.rules.entry == .every || !pattern.heldFields.isEmpty || breakdown?.attribution == .all
  }

  var columns: Set<Int> {
    var columns = stream.columns.union(pattern.columns)
    for field in breakdown?.fields ?? [] { columns.formUnion(field.columns) }
    if pattern.needsSessions { columns.formUnion(sessionColumn.map { [$0] } ?? sessionGap.columns) }
    return columns
  }
}
