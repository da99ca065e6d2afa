import EventModel
public import QueryLanguage
import QueryResults
public import SegmentStore

/// The names that hold for statements beside those of the snapshot: segments, virtual events, groups and settings.
///
/// A value; what is defined again replaces what it was. Kept in the order in which things were defined first.
public struct Definitions: Sendable, Equatable {
  public private(set) var segments: [SegmentDefinition] = []
  public private(set) var events: [EventDefinition] = []
  public private(set) var groups: [GroupRule] = []
  public private(set) var settings: [SetStatement] = []
  /// Stored definitions that this version cannot read; using one is an error, keeping it is not.
  public private(set) var unreadable: [Manifest.Definition] = []

  public init() {}

  /// The definitions a snapshot keeps.
  public init(stored: [Manifest.Definition]) {
    for definition in stored {
      guard let statement = try? Parser.parseStatement(definition.statement), apply(statement) else {
        unreadable.append(definition)
        continue
      }
    }
  }

  public func segment(named name: String) -> SegmentDefinition? {
    segments.first { ExactText($0.name.value) == ExactText(name) }
  }

  public func event(named name: String) -> EventDefinition? {
    events.first { ExactText($0.name.value) == ExactText(name) }
  }

  public func setting(named name: String) -> SetStatement? {
    settings.first { ExactText($0.name.value) == ExactText(name) }
  }

  /// Adds what `statement` defines, in the place of what it replaces, or removes what it removes; false when it does
  /// neither.
  @discardableResult
  public mutating func apply(_ statement: Statement) -> Bool {
    guard let key = DefinitionKey(of: statement) else { return false }
    unreadable.removeAll { $0.kind == key.kind.rawValue && ExactText($0.name) == ExactText(key.name) }
    switch statement {
    case .defineSegment(let segment):
      Self.put(segment, into: &segments) { ExactText($0.name.value) == ExactText(key.name) }
    case .defineEvent(let event):
      Self.put(event, into: &events) { ExactText($0.name.value) == ExactText(key.name) }
    case .defineGroup(let group):
      Self.put(group, into: &groups) { $0.glob.value == group.glob.value }
    case .set(let setting):
      Self.put(setting, into: &settings) { ExactText($0.name.value) == ExactText(key.name) }
    default:
      switch key.kind {
      case .segment: segments.removeAll { ExactText($0.name.value) == ExactText(key.name) }
      case .event: events.removeAll { ExactText($0.name.value) == ExactText(key.name) }
      case .group: groups.removeAll { ExactText($0.glob.value.pattern) == ExactText(key.name) }
      case .set: settings.removeAll { ExactText($0.name.value) == ExactText(key.name) }
      }
    }
    return true
  }

  mutating func removeSetting(named name: String) {
    settings.removeAll { ExactText($0.name.value) == ExactText(name) }
  }

  private static func put<Element>(
    _ element: Element, into list: inout [Element], replaces: (Element) -> Bool
  ) {
    if let place = list.firstIndex(where: replaces) {
      list[place] = element
    } else {
      list.append(element)
    }
  }

  /// Every definition as the statement that makes it.
  public var statements: [Statement] {
    segments.map { .defineSegment($0) } + events.map { .defineEvent($0) }
      + groups.map { .defineGroup($0) } + settings.map { .set($0) }
  }

  /// Whether anything of this kind and name is in force.
  public func contains(_ key: DefinitionKey) -> Bool {
    statements.contains { DefinitionKey(of: $0) == key }
      || unreadable.contains { $0.kind == key.kind.rawValue && ExactText($0.name) == ExactText(key.name) }
  }
}
