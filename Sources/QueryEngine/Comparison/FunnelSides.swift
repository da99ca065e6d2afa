import EventModel
import QueryLanguage
import QueryResults

/// The funnels that a `compare` clause holds against each other: the statement itself, narrowed to each side.
///
/// A side by segment considers its members only. A side by a property's value keeps the finished attempts that have
/// the value, by the attribution of the statement, as groups of `by` do. A side by period has its own range.
struct FunnelSides {
  /// One side.
  struct Side {
    var name: ComparisonSide
    var funnel: FunnelStatement
  }

  private(set) var sides: [Side] = []
  /// The definitions the sides' statements need beside those in force.
  private(set) var definitions: Definitions
  /// The segment of each side, for finding users that are on two of them; none for other comparisons.
  private(set) var segments: [SegmentSelection] = []

  /// A name that nobody can write: what the statement's own `among` says.
  private static let among = "\u{1}among"

  init(_ comparison: Comparison, of funnel: FunnelStatement, definitions: Definitions, binder: inout Binder) {
    self.definitions = definitions
    var plain = funnel
    plain.compare = nil
    (plain.breakdown, plain.bins, plain.every, plain.weekStart) = (nil, nil, nil, nil)
    plain.showsUnits = false
    let span = funnel.compare?.span ?? .none
    switch comparison {
    case .segments(let named): addSegments(named, plain)
    case .values(let property, let values):
      if funnel.having != nil { binder.refuse("compare by values beside having", at: span) }
      if case .all = funnel.breakdown?.attribution?.value {
        binder.refuse("compare with attribute all", at: span)
      }
      addValues(property, values, attribution: funnel.breakdown?.attribution, plain, binder)
    case .periods(let periods):
      for period in periods {
        var side = plain
        side.stream.range = DateRange(period.from, period.to)
        add(side, from: binder.instant(period.from.value), to: binder.instant(period.to.value))
      }
    case .previousPeriod:
      var look = binder
      let range = look.stream(funnel.stream, defaultUnit: .user).range
      guard range.lowerBound != .min, range.upperBound != .max,
        let from = Self.written(range.lowerBound), let to = Self.written(range.upperBound),
        let before = Self.written(range.lowerBound - (range.upperBound - range.lowerBound))
      else {
        binder.report(.comparisonWithoutRange, at: span)
        return
      }
      for (start, end) in [(before, from), (from, to)] {
        var side = plain
        side.stream.range = DateRange(Located(start, at: span), Located(end, at: span))
        add(side, from: binder.instant(start), to: binder.instant(end))
      }
    }
  }

  private mutating func add(_ funnel: FunnelStatement, from: Timestamp, to: Timestamp) {
    sides.append(Side(name: .period(ResultRange(from: from, to: to)), funnel: funnel))
  }

  // MARK: Segments

  private mutating func addSegments(_ named: [Comparison.SegmentSide], _ plain: FunnelStatement) {
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
      var funnel = plain
      if let own = plain.stream.segment {
        // Behind a name, so that each keeps the instant it is evaluated at.
        definitions.apply(.defineSegment(SegmentDefinition(Self.among, own)))
        expression = .all([.segment(Located(Self.among, at: own.span)), expression])
      }
      funnel.stream.segment = SegmentSelection(expression: expression)
      sides.append(Side(name: name, funnel: funnel))
    }
  }

  // MARK: Values

  private mutating func addValues(
    _ property: PropertyReference, _ values: [Comparison.ValueSide], attribution: Located<ValueAttribution>?,
    _ plain: FunnelStatement, _ binder: Binder
  ) {
    let conditions = values.compactMap { side -> Filter? in
      guard case .value(let value) = side else { return nil }
      return Filter(property, equals: value)
    }
    for side in values {
      var funnel = plain
      switch side {
      case .value(let value):
        funnel.having = Having(Filter(property, equals: value), attribution)
        sides.append(
          Side(name: .property(Printer.print(property), binder.value(value.value)), funnel: funnel))
      case .rest:
        let named: Filter = conditions.count == 1 ? conditions[0] : .any(conditions)
        funnel.having = Having(.not(named), attribution)
        sides.append(Side(name: .rest, funnel: funnel))
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
