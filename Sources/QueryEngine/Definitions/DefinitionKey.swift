import EventModel
public import QueryLanguage
public import QueryResults
public import SegmentStore

/// What a definition is found by.
public struct DefinitionKey: Sendable, Equatable {
  public var kind: DefinitionKind
  /// A group's is its glob.
  public var name: String

  /// What `statement` defines or removes; `nil` for other statements.
  public init?(of statement: Statement) {
    switch statement {
    case .defineSegment(let segment): (kind, name) = (.segment, segment.name.value)
    case .defineEvent(let event): (kind, name) = (.event, event.name.value)
    case .defineGroup(let group): (kind, name) = (.group, group.glob.value.pattern)
    case .set(let setting): (kind, name) = (.set, setting.name.value)
    case .remove(let removal):
      switch removal.subject {
      case .segment(let written): (kind, name) = (.segment, written.value)
      case .event(let written): (kind, name) = (.event, written.value)
      case .group(let glob): (kind, name) = (.group, glob.value.pattern)
      case .setting(let written): (kind, name) = (.set, written.value)
      }
    default: return nil
    }
  }

  public static func == (left: DefinitionKey, right: DefinitionKey) -> Bool {
    left.kind == right.kind && ExactText(left.name) == ExactText(right.name)
  }
}

extension DefinitionChange {
  /// The change of a snapshot's definitions that `statement` asks for; `nil` when it asks for none.
  public init?(_ statement: Statement) {
    guard let key = DefinitionKey(of: statement) else { return nil }
    if case .remove = statement {
      self = .remove(kind: key.kind.rawValue, name: key.name)
    } else {
      self = .define(
        Manifest.Definition(kind: key.kind.rawValue, name: key.name, statement: Printer.print(statement)))
    }
  }
}
