import EventModel
import QueryLanguage

extension Binder {
  /// The gap that ends a session where neither a source declares sessions nor anyone says otherwise, µs.
  static let sessionGap: Int64 = 30 * 60 * 1_000_000

  /// The same as set by the definitions in force, else as sources have it.
  var sessionGap: SessionGap {
    if let gap = definitions.sessionGap { return SessionGap(gap) }
    return SessionGap(
      usual: Self.sessionGap, ofSources: sourceGaps, sourceColumn: catalog.number(of: .source))
  }

  /// Binds the clauses every analysis takes; `gathersUnits` says whether units may gather events of many users.
  mutating func stream(
    _ clauses: StreamClauses, defaultUnit: BoundStream.Unit, gathersUnits: Bool = false
  ) -> BoundStream {
    if let name = clauses.zone {
      if let zone = ZoneRules(identifier: name.value) {
        setZone(zone)
      } else {
        report(.unknownZone(name.value), at: name.span)
      }
    }
    var stream = BoundStream(unit: defaultUnit, zone: zone)
    stream.range = range(clauses.range)
    warnOfRangeBeyondData(stream.range)
    stream.filter = clauses.filter.map { filter($0) }
    if let filter = clauses.filter, let text = contradiction(in: filter) {
      warn("never-matches", "No event can satisfy 'where': \(text).")
    }
    if let segment = clauses.segment {
      stream.restrict(to: segmentTest(segment, end: stream.range.upperBound))
    }
    stream.unit = clauses.unit.map { unit($0, gathersUnits: gathersUnits) } ?? defaultUnit
    stream.events = names(only: clauses.only, hide: clauses.hide)
    return stream
  }

  /// The unit of journeys: sessions where a source declares them.
  var journeyUnit: BoundStream.Unit {
    guard let column = catalog.number(of: .session) else { return .user }
    return .session(column: column, gap: sessionGap, resetZone: nil)
  }

  private mutating func unit(_ unit: Located<AnalysisUnit>, gathersUnits: Bool) -> BoundStream.Unit {
    switch unit.value {
    case .user: return .user
    case .session(let rule):
      // An explicit gap means: split by inactivity, whatever the source says.
      let splits = rule.gap != nil || rule.resetsAtMidnight
      return .session(
        column: splits ? nil : catalog.number(of: .session),
        gap: rule.gap.map { SessionGap($0.microseconds) } ?? sessionGap,
        resetZone: rule.resetsAtMidnight ? zone : nil)
    case .account:
      guard gathersUnits else {
        refuse("per account", at: unit.span)
        return .user
      }
      guard let accountProperty else {
        report(.noAccountProperty, at: unit.span)
        return .user
      }
      let reference = PropertyReference(subject: .property(accountProperty), span: unit.span)
      return .property(field(reference), name: "account")
    case .property(let property):
      guard gathersUnits else {
        refuse("per a property", at: unit.span)
        return .user
      }
      return .property(field(property), name: Printer.print(property))
    }
  }

  private mutating func range(_ range: DateRange?) -> Range<Int64> {
    guard let range else { return Int64.min..<Int64.max }
    let span = (range.from?.span ?? range.last?.span ?? range.to?.span ?? .none)
    var upper = range.to.map { instant($0.value).microseconds } ?? Int64.max
    var lower = range.from.map { instant($0.value).microseconds } ?? Int64.min
    if let last = range.last {
      if range.to == nil { upper = endOfData ?? Int64.max }
      lower = upper.subtractingReportingOverflow(last.value.microseconds).partialValue
    }
    guard lower < upper else {
      report(.emptyRange, at: span)
      return Int64.min..<Int64.max
    }
    return lower..<upper
  }

  /// A slip in a date would read as an answer of nothing.
  private mutating func warnOfRangeBeyondData(_ range: Range<Int64>) {
    guard let times = eventTimes else { return }
    let (first, last) = (times.lowerBound, times.upperBound)
    if range.lowerBound > last.microseconds || range.upperBound <= first.microseconds {
      warn(
        "range-beyond-data", "No event lies in the range: the snapshot has those from \(first) to \(last).")
    }
  }

  private mutating func names(only: [Located<Glob>], hide: [Located<Glob>]) -> EventSet {
    if only.isEmpty && hide.isEmpty { return .all }
    warnOfUnmatched(only + hide, among: catalog.events.map(\.name))
    func matching(_ globs: [Located<Glob>], _ name: String) -> Bool {
      globs.contains { GlobMatcher($0.value).matches(name) }
    }
    return .some(
      catalog.events.indices.filter { index in
        let name = catalog.events[index].name
        return (only.isEmpty || matching(only, name)) && !matching(hide, name)
      })
  }

  /// Warns of globs that fit none of `names`.
  mutating func warnOfUnmatched(_ globs: [Located<Glob>], among names: [String]) {
    for glob in globs {
      let matcher = GlobMatcher(glob.value)
      if !names.contains(where: { matcher.matches($0) }) { warnOfUnknown(glob.value.pattern, among: names) }
    }
  }
}
