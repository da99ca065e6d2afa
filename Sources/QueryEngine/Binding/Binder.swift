import EventModel
import QueryLanguage
import QueryResults

/// Turns the names of a statement into numbers of a snapshot, collecting every problem on the way.
///
/// What cannot be bound is replaced by something harmless, so that one look finds all problems; ``finish()`` throws
/// when there are any.
struct Binder {
  let catalog: SnapshotCatalog
  /// The times of the oldest and the newest event.
  let eventTimes: ClosedRange<Timestamp>?
  private(set) var zone: ZoneRules
  private(set) var problems: [StatementProblem] = []
  /// What the statement names in vain without being wrong.
  private(set) var warnings: [ResultWarning] = []
  /// The names that statements may use beside those of the snapshot.
  let definitions: Definitions
  /// The property whose values are accounts, where the store names one.
  let accountProperty: String?
  /// The gaps of sources that have one of their own, µs.
  let sourceGaps: [String: Int64]
  /// Reads the lists of users that segments name.
  let userLists: UserLists
  /// Takes down which events steps name, while the statement is explained.
  let recorder: ReadRecorder?
  /// Tells of values that no event has.
  let unseen: UnseenValues?
  /// The first failure that is no fault of the statement.
  private var failure: (any Error)?
  /// The named segments that are being bound, outermost first.
  var segmentPath: [ExactText] = []
  /// The defined events that are being bound, outermost first.
  var eventPath: [ExactText] = []

  init(
    catalog: SnapshotCatalog, eventTimes: ClosedRange<Timestamp>?, zone: ZoneRules, definitions: Definitions,
    accountProperty: String? = nil, sourceGaps: [String: Int64] = [:], userLists: @escaping UserLists,
    recorder: ReadRecorder? = nil,
    unseen: UnseenValues? = nil
  ) {
    self.catalog = catalog
    self.eventTimes = eventTimes
    self.zone = zone
    self.definitions = definitions
    self.accountProperty = accountProperty
    self.sourceGaps = sourceGaps
    self.userLists = userLists
    self.recorder = recorder
    self.unseen = unseen
  }

  func finish() throws {
    if let failure { throw failure }
    guard problems.isEmpty else {
      throw QueryError.invalid(problems.sorted { $0.span.start < $1.span.start })
    }
  }

  mutating func report(_ kind: StatementProblem.Kind, at span: SourceSpan, suggestions: [String] = []) {
    problems.append(StatementProblem(kind, at: span, suggestions: suggestions))
  }

  /// Notes something that failed while binding, such as reading a list of users.
  mutating func fail(_ error: any Error) {
    failure = failure ?? error
  }

  /// Moves the problems reported since there were `count` of them to `span`.
  mutating func relocateProblems(from count: Int, to span: SourceSpan) {
    for index in count..<problems.count { problems[index].span = span }
  }

  mutating func relocateProblem(_ index: Int, to span: SourceSpan) { problems[index].span = span }

  /// Reports a clause that is part of the language but not computed by this version.
  mutating func refuse(_ clause: String, at span: SourceSpan) {
    report(.notComputed(clause), at: span)
  }

  /// Reports parts that mean nothing together.
  mutating func refuse(_ contradiction: Contradiction, at span: SourceSpan) {
    report(.contradiction(contradiction), at: span)
  }

  /// Adds a warning, once.
  mutating func warn(_ code: String, _ message: String) {
    let warning = ResultWarning(code: code, message: message)
    if !warnings.contains(where: { $0.message == message }) { warnings.append(warning) }
  }

  /// Warns of a name that is ruled out, kept or hidden but does not occur.
  mutating func warnOfUnknown(_ name: String, among names: [String]) {
    let near = Suggestion.ranked(for: name, among: names)
    let hint = near.isEmpty ? "." : "; near it: \(near.joined(separator: ", "))."
    warnings.append(ResultWarning(code: "unknown-event", message: "Nothing is called \(name)\(hint)"))
  }

  /// Warns of a text that an event would have to have but none has; a slip there would read as an answer of nothing.
  private mutating func warnOfUnseen(
    _ literal: LiteralValue, in field: BoundFilter.Field, of property: PropertyReference
  ) {
    guard case .string(let text) = literal, case .column(let number) = field, Double(text) == nil,
      let near = unseen?.near(text, inColumn: number)
    else { return }
    let hint =
      near.isEmpty ? "." : "; near it: \(near.map { Printer.quotedString($0) }.joined(separator: ", "))."
    let name = Printer.print(property)
    let message = "No event has \(name) = \(Printer.quotedString(text))\(hint)"
    guard !warnings.contains(where: { $0.message == message }) else { return }
    warnings.append(ResultWarning(code: "unknown-value", message: message))
  }

  /// The start of the day after the newest event's, in the statement's zone: where the data end.
  var endOfData: Int64? {
    (eventTimes?.upperBound).map { CalendarBucket(.day, zone: zone).nextStart(after: $0).microseconds }
  }

  mutating func setZone(_ zone: ZoneRules) {
    self.zone = zone
  }

  // MARK: Names

  mutating func event(_ name: Located<String>) -> Int? {
    if let number = catalog.event(named: name.value) {
      recorder?.note(.some([number]))
      return number
    }
    report(
      .unknownEvent(name.value), at: name.span,
      suggestions: Suggestion.ranked(for: name.value, among: eventNames))
    return nil
  }

  mutating func field(_ reference: PropertyReference) -> BoundFilter.Field {
    if reference.alias != nil {
      refuse("conditions on an earlier step", at: reference.span)
      return .absent
    }
    switch reference.subject {
    case .field(.user): return .user
    case .field(.event): return .event
    case .field(.time): return .time
    case .field(.session): return catalog.number(of: .session).map { .column($0) } ?? .absent
    case .field(.source): return catalog.number(of: .source).map { .column($0) } ?? .absent
    case .property(let name):
      if let number = catalog.property(named: name) {
        if catalog.columns[number].kind == .accountProperty { checkAccounts(at: reference.span) }
        return .column(number)
      }
      report(
        .unknownProperty(name), at: reference.span,
        suggestions: Suggestion.ranked(for: name, among: catalog.propertyNames))
      return .absent
    }
  }

  /// A property of accounts needs to know which property of events or users names the account.
  private mutating func checkAccounts(at span: SourceSpan) {
    guard let accountProperty else { return report(.noAccountProperty, at: span) }
    if catalog.accountColumn == nil {
      report(
        .unknownProperty(accountProperty), at: span,
        suggestions: Suggestion.ranked(for: accountProperty, among: catalog.propertyNames))
    }
  }

  // MARK: Steps

  mutating func step(_ step: Step) -> BoundStep {
    if step.alias != nil { refuse("aliases", at: step.span) }
    if step.occurrence != nil { refuse("first and first ever", at: step.span) }
    if step.quantifier != .once { refuse("optional and repeated steps", at: step.span) }
    let selection = selection(step.events, at: step.span)
    let conditions = [selection.filter(in: catalog), step.filter.map { filter($0) }].compactMap { $0 }
    recorder?.note(selection.events)
    return BoundStep(
      label: Self.label(step), events: selection.events,
      filter: conditions.count > 1 ? .all(conditions) : conditions.first)
  }

  /// A step where events are counted or looked for one by one; what it would say besides means nothing there.
  mutating func singleEvent(_ step: Step) -> BoundStep {
    var plain = step
    (plain.alias, plain.occurrence, plain.quantifier) = (nil, nil, .once)
    if plain != step { refuse(.dressedEvent, at: step.span) }
    if let filter = step.filter, filter.isRelative {
      refuse(.relativeEvent, at: step.span)
      plain.filter = filter.separated.own
    }
    return self.step(plain)
  }

  /// A plain step is called by its event's name, any other by its canonical text.
  static func label(_ step: Step) -> String {
    if case .oneOf(let names) = step.events, names.count == 1, step.filter == nil, step.quantifier == .once,
      step.occurrence == nil, step.alias == nil
    {
      return names[0].value
    }
    return Printer.print(step)
  }

  // MARK: Filters

  mutating func filter(_ filter: Filter) -> BoundFilter {
    switch filter {
    case .comparison(let comparison):
      let left = field(comparison.left)
      switch comparison.right.value {
      case .value(let literal):
        if comparison.relation == .equal { warnOfUnseen(literal, in: left, of: comparison.left) }
        return .test(left, .compare(comparison.relation, value(literal)))
      case .property(let right): return .compare(left, comparison.relation, field(right))
      }
    case .membership(let membership):
      let left = field(membership.property)
      if !membership.negated {
        for literal in membership.values { warnOfUnseen(literal.value, in: left, of: membership.property) }
      }
      return .test(
        left,
        .isIn(membership.values.map { value($0.value) }, negated: membership.negated))
    case .contains(let condition): return .test(field(condition.property), .contains(condition.text.value))
    case .matches(let condition):
      return .test(
        field(condition.property),
        .matches(GlobMatcher(condition.glob.value, ignoresCase: condition.ignoresCase)))
    case .null(let condition): return .test(field(condition.property), .isNull(negated: condition.negated))
    case .not(let inner): return .not(self.filter(inner))
    case .all(let filters): return .all(filters.map { self.filter($0) })
    case .any(let filters): return .any(filters.map { self.filter($0) })
    }
  }

  func value(_ literal: LiteralValue) -> PropertyValue {
    switch literal {
    case .string(let text): .string(text)
    case .integer(let number): .integer(number)
    case .double(let number): .double(number)
    case .boolean(let flag): .boolean(flag)
    case .date(let date): .timestamp(instant(date))
    }
  }

  /// The instant of a written date: in the zone it carries, else in the statement's.
  func instant(_ date: DateLiteral) -> Timestamp {
    if let minutes = date.offsetMinutes, let fixed = ZoneRules(fixedOffset: minutes * 60) {
      return fixed.instant(ofLocal: date.reading)
    }
    return zone.instant(ofLocal: date.reading)
  }
}
