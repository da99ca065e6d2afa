public import EventModel
public import QueryLanguage

/// The names that hold for statements beside those of the snapshot: segments, virtual events, groups and settings.
///
/// A value; what is defined again replaces what it was. Kept in the order in which things were defined first.
public struct Definitions: Sendable, Equatable {
  public private(set) var segments: [SegmentDefinition] = []
  public private(set) var events: [EventDefinition] = []
  public private(set) var groups: [GroupRule] = []
  public private(set) var settings: [SetStatement] = []

  public init() {}

  public func segment(named name: String) -> SegmentDefinition? {
    segments.first { ExactText($0.name.value) == ExactText(name) }
  }

  public func event(named name: String) -> EventDefinition? {
    events.first { ExactText($0.name.value) == ExactText(name) }
  }

  public func setting(named name: String) -> SetStatement? {
    settings.first { ExactText($0.name.value) == ExactText(name) }
  }

  /// Adds what `statement` defines, in the place of what it replaces; false when it defines nothing.
  @discardableResult
  public mutating func add(_ statement: Statement) -> Bool {
    switch statement {
    case .defineSegment(let segment):
      Self.put(segment, into: &segments) { ExactText($0.name.value) == ExactText(segment.name.value) }
    case .defineEvent(let event):
      Self.put(event, into: &events) { ExactText($0.name.value) == ExactText(event.name.value) }
    case .defineGroup(let group):
      Self.put(group, into: &groups) { $0.glob.value == group.glob.value }
    case .set(let setting):
      Self.put(setting, into: &settings) { ExactText($0.name.value) == ExactText(setting.name.value) }
    default: return false
    }
    return true
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

  public var isEmpty: Bool { statements.isEmpty }
}
