import NaiveEvaluator
import QueryEngine

/// The problems that a statement must be refused for, collected from what it names.
struct ExpectedProblems {
  private let stored: StoredLog
  private(set) var codes: Set<String> = []

  init(in stored: StoredLog) {
    self.stored = stored
  }

  mutating func name(_ condition: NaiveCondition) {
    // Names that a step rules out may be unknown.
    if case .oneOf(let names) = condition.names { for name in names { self.event(name) } }
    filter(condition.filter)
  }

  mutating func event(_ name: String) {
    if !stored.knows(event: name) { codes.insert("unknown-event \(name)") }
  }

  mutating func field(_ field: NaiveField) {
    guard case .property(let name) = field else { return }
    if !stored.knows(property: name) { codes.insert("unknown-property \(name)") }
  }

  mutating func filter(_ filter: NaiveFilter) {
    switch filter {
    case .always: break
    case .compare(let field, _, _), .isIn(let field, _), .contains(let field, _), .matches(let field, _, _),
      .isNull(let field):
      self.field(field)
    case .relative(let field, _, _, let other):
      self.field(field)
      self.field(other)
    case .and(let filters), .or(let filters): for filter in filters { self.filter(filter) }
    case .not(let inner): self.filter(inner)
    }
  }

  mutating func range(_ range: NaiveRange) {
    if let from = range.from, let to = range.to, from >= to { codes.insert("empty-range") }
  }

  /// What the engine refused a statement for, in the same words.
  static func codes(of problems: [StatementProblem]) -> Set<String> {
    Set(
      problems.map { problem in
        switch problem.kind {
        case .unknownEvent(let name), .unknownProperty(let name): "\(problem.code) \(name)"
        default: problem.code
        }
      })
  }
}
