import EventModel
import QueryLanguage
import QueryResults

/// The sides that a `compare` clause holds against each other: the statement itself, narrowed to each of them.
///
/// A side by segment considers its members only, a side by period has its own range. A side by a property's value asks
/// for a value, of which the statement knows where it is found.
struct ComparisonSides {
  /// One side.
  struct Side {
    var name: ComparisonSide
    /// The statement's stream, narrowed.
    var stream: StreamClauses
    /// What is asked of a value, for sides by values.
    var condition: Filter?
  }

  private(set) var sides: [Side] = []
  /// The definitions the sides' statements need beside those in force.
  private(set) var definitions: Definitions
  /// The segment of each side, for finding users that are on two of them; none for other comparisons.
  private(set) var segments: [SegmentSelection] = []

  /// A name that nobody can write: what the statement's own `among` says.
  private static let among = "\u{1}among"

  init(
    _ comparison: Located<Comparison>, of stream: StreamClauses, definitions: Definitions,
    binder: inout Binder
  ) {
    self.definitions = definitions
    switch comparison.value {
    case .segments(let named): addSegments(named, stream)
    case .values(let property, let values): addValues(property, values, stream, binder)
    case .periods(let periods):
      for period in periods {
        var side = stream
        side.range = DateRange(period.from, period.to)
        add(side, from: binder.instant(period.from.value), to: binder.instant(period.to.value))
      }
    case .previousPeriod:
      var look = binder
      let range = look.stream(stream, defaultUnit: .user, gathersUnits: true).range
      guard range.lowerBound != .min, range.upperBound != .max,
        let from = Self.written(range.lowerBound), let to = Self.written(range.upperBound),
        let before = Self.written(range.lowerBound - (range.upperBound - range.lowerBound))
      else {
        binder.report(.comparisonWithoutRange, at: comparison.span)
        return
      }
      for (start, end) in [(before, from), (from, to)] {
        var side = stream
        side.range = DateRange(Located(start, at: comparison.span), Located(end, at: comparison.span))
        add(side, from: binder.instant(start), to: binder.instant(end))
      }
    }
    if sides.indices.contains(where: { place in sides[..<place].contains { $0.name == sides[place].name } }) {
      binder.refuse(.sameSideTwice, at: comparison.span)
    }
  }

  private mutating func add(_ stream: StreamClauses, from: Timestamp, to: Timestamp) {
    sides.append(Side(name: .period(ResultRange(from: from, to: to)), stream: stream))
  }

  // MARK: Segments

  private mutating func addSegments(_ named: [Comparison.SegmentSide], _ stream: StreamClauses) {
    let names = named.compactMap { side -> Located<String>? in
      if case .segment(let name) = side { name } else { nil }
    }
    for side in named {
      var expression: SegmentExpression
      let name: ComparisonSide
      switch side {
      case .segment(let written):
        expression = .segment(written)
        name = .segment(written.value)
      case .rest:
        let listed = names.map { SegmentExpression.segment($0) }
        expression = .not(listed.count == 1 ? listed[0] : .any(listed))
        name = .rest
      }
      segments.append(SegmentSelection(expression: expression))
      var narrowed = stream
      if let own = stream.segment {
        // Behind a name, so that each keeps the instant it is evaluated at.
        definitions.apply(.defineSegment(SegmentDefinition(Self.among, own)))
        expression = .all([.segment(Located(Self.among, at: own.span)), expression])
      }
      narrowed.segment = SegmentSelection(expression: expression)
      sides.append(Side(name: name, stream: narrowed))
    }
  }

  // MARK: Values

  private mutating func addValues(
    _ property: PropertyReference, _ values: [Comparison.ValueSide], _ stream: StreamClauses, _ binder: Binder
  ) {
    let conditions = values.compactMap { side -> Filter? in
      guard case .value(let value) = side else { return nil }
      return Filter(property, equals: value)
    }
    for side in values {
      switch side {
      case .value(let value):
        sides.append(
          Side(
            name: .property(Printer.print(property), binder.value(value.value)), stream: stream,
            condition: Filter(property, equals: value)))
      case .rest:
        let named: Filter = conditions.count == 1 ? conditions[0] : .any(conditions)
        sides.append(Side(name: .rest, stream: stream, condition: .not(named)))
      }
    }
  }

  /// An instant as a statement writes it, in UTC.
  private static func written(_ instant: Int64) -> DateLiteral? {
    let civil = CivilDateTime(wallMicroseconds: instant)
    return DateLiteral(
      year: civil.date.year, month: civil.date.month, day: civil.date.day, hour: civil.hour,
      minute: civil.minute, second: civil.second, microsecond: civil.microsecond, offsetMinutes: 0)
  }
}
