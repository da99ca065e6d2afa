/// A condition on the properties of one event.
public indirect enum Filter: Equatable, Sendable {
  case comparison(Comparison)
  case membership(Membership)
  case contains(TextCondition)
  case matches(GlobCondition)
  case null(NullCondition)
  case not(Filter)
  /// At least two conditions.
  case all([Filter])
  /// At least two conditions.
  case any([Filter])

  /// `left = right` and its relatives.
  public struct Comparison: Equatable, Sendable {
    public var left: PropertyReference
    public var relation: Relation
    public var right: Located<Operand>
  }

  /// The right side of a comparison.
  public enum Operand: Equatable, Sendable {
    case value(LiteralValue)
    case property(PropertyReference)
  }

  /// `property [not] in (values)`; at least one value.
  public struct Membership: Equatable, Sendable {
    public var property: PropertyReference
    public var negated: Bool
    public var values: [Located<LiteralValue>]
  }

  /// `property contains 'text'`.
  public struct TextCondition: Equatable, Sendable {
    public var property: PropertyReference
    public var text: Located<String>
  }

  /// `property matches 'glob'` or `property matches 'glob'i`.
  public struct GlobCondition: Equatable, Sendable {
    public var property: PropertyReference
    public var glob: Located<Glob>
    public var ignoresCase: Bool
  }

  /// `property is [not] null`.
  public struct NullCondition: Equatable, Sendable {
    public var property: PropertyReference
    public var negated: Bool
  }
}

/// How two values are compared.
public enum Relation: String, Sendable, CaseIterable {
  case equal = "="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}
