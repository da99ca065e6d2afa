import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

extension StatementContext {
  /// Checks what the statement defines or removes and says what comes of it; puts nothing in force.
  func runDefinition() throws -> QueryResult {
    guard let key = DefinitionKey(of: statement) else { preconditionFailure("the statement defines nothing") }
    var definitions = engine.definitions
    var binder = makeBinder()
    if case .remove = statement {
      checkRemoval(of: key, &binder)
      try binder.finish()
      return result(
        .definition(DefinitionResult(definition: key.kind, name: key.name, text: "", isRemoved: true)),
        stream: BoundStream(zone: zone), totals: .init(), units: 0)
    }
    definitions.apply(statement)
    binder = makeBinder(definitions)
    let test = check(statement, &binder)
    try binder.finish()
    var units: Int?
    var totals = UnitScan.Totals()
    if let test {
      let (counts, read) = try scan(columns: test.columns).run(
        makeState: { 0 }, body: { $0 += try test.members(of: $1).count { $0 } })
      units = counts.reduce(0, +)
      totals = read
    }
    return result(
      .definition(Self.describe(statement, key, units: units)), stream: BoundStream(zone: zone),
      warnings: binder.warnings, totals: totals, units: units ?? 0)
  }

  static func describe(_ statement: Statement, _ key: DefinitionKey, units: Int? = nil) -> DefinitionResult {
    let text = Printer.print(statement)
    // What stands after the `=`; a group has none.
    let definition: String
    if case .defineGroup(let rule) = statement {
      definition = rule.label.value
    } else {
      definition = text.firstRange(of: " = ").map { String(text[$0.upperBound...]) } ?? text
    }
    return DefinitionResult(definition: key.kind, name: key.name, text: definition, units: units)
  }

  /// Binds what the statement defines; a segment's test is answered.
  private func check(_ statement: Statement, _ binder: inout Binder) -> SegmentTest? {
    switch statement {
    case .defineSegment(let segment): return binder.segmentTest(defining: segment, end: .max)
    case .defineEvent(let event): _ = binder.condition(on: [event.name])
    case .set(let setting): binder.check(setting)
    default: break
    }
    return nil
  }

  private func checkRemoval(of key: DefinitionKey, _ binder: inout Binder) {
    let definitions = engine.definitions
    let kind = key.kind == .set ? "setting" : key.kind.rawValue
    guard definitions.contains(key) else {
      binder.report(.unknownDefinition(kind: kind, name: key.name), at: .none)
      return
    }
    var rest = definitions
    rest.apply(statement)
    // Whatever can be bound now and not afterwards names it.
    let dependents = rest.statements.filter { other in
      isBindable(other, definitions) && !isBindable(other, rest)
    }
    if !dependents.isEmpty {
      binder.report(
        .definitionInUse(key.name, by: dependents.compactMap { DefinitionKey(of: $0)?.name }), at: .none)
    }
  }

  private func isBindable(_ statement: Statement, _ definitions: Definitions) -> Bool {
    var binder = makeBinder(definitions)
    _ = check(statement, &binder)
    return binder.problems.isEmpty
  }

  /// Lists what is defined, or what of one kind is.
  func definitions(of kind: DefinitionKind?) -> QueryResult {
    let listed = engine.definitions.statements.compactMap { statement in
      DefinitionKey(of: statement).map { Self.describe(statement, $0) }
    }
    return result(
      .definitions(
        DefinitionListResult(kind: kind, definitions: listed.filter { kind == nil || $0.definition == kind })),
      stream: BoundStream(zone: zone), totals: .init(), units: 0)
  }
}
