public import EventModel

/// What the members of one group share: a value for each property of the `by` clause, in its order.
public struct GroupKey: Sendable, Equatable {
  public var values: [GroupValue]
  public var kind: GroupKind

  public init(
    values: [GroupValue],
    kind: GroupKind
  ) {
    self.values = values
    self.kind = kind
  }
}

/// The value of one grouping property.
public struct GroupValue: Sendable, Equatable {
  public var property: String
  /// Nil in the groups `none`, `other` and `not-reached`, and for a missing part of a composite key.
  public var value: PropertyValue?

  public init(
    property: String,
    value: PropertyValue?
  ) {
    self.property = property
    self.value = value
  }
}

/// Whether a group stands for a value or for something that has none.
public enum GroupKind: String, Sendable, Equatable, CaseIterable {
  case value
  /// The property was missing.
  case none
  /// The remainder after `top N`.
  case other
  /// The step that gives the value was not reached.
  case notReached = "not-reached"
}
