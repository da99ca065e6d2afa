/// A part of the tree with the place it was written at; only the value takes part in equality.
public struct Located<Value> {
  /// What was read.
  public var value: Value
  /// Where it was written.
  public var span: SourceSpan

  public init(_ value: Value, at span: SourceSpan = .none) {
    self.value = value
    self.span = span
  }
}

extension Located: Sendable where Value: Sendable {}

extension Located: Equatable where Value: Equatable {
  public static func == (left: Located, right: Located) -> Bool { left.value == right.value }
}

extension Located: Hashable where Value: Hashable {
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
