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
    /// The property on the left side.
    public var left: PropertyReference
    /// How the sides are compared.
    public var relation: Relation
    /// The value or property on the right side.
    public var right: Located<Operand>
  }

  /// The right side of a comparison.
  public enum Operand: Equatable, Sendable {
    case value(LiteralValue)
    case property(PropertyReference)
  }

  /// `property [not] in (values)`; at least one value.
  public struct Membership: Equatable, Sendable {
    /// The property that is tested.
    public var property: PropertyReference
    /// Whether `not` was written.
    public var negated: Bool
    /// What the property is compared with.
    public var values: [Located<LiteralValue>]
  }

  /// `property contains 'text'`.
  public struct TextCondition: Equatable, Sendable {
    /// The property that is tested.
    public var property: PropertyReference
    /// The text to be found.
    public var text: Located<String>
  }

  /// `property matches 'glob'` or `property matches 'glob'i`.
  public struct GlobCondition: Equatable, Sendable {
    /// The property that is tested.
    public var property: PropertyReference
    /// The labels that fit.
    public var glob: Located<Glob>
    /// Whether the suffix `i` was written.
    public var ignoresCase: Bool
  }

  /// `property is [not] null`.
  public struct NullCondition: Equatable, Sendable {
    /// The property that is tested.
    public var property: PropertyReference
    /// Whether `not` was written.
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

extension Filter {
  /// `property = value`, made by a program rather than read.
  package init(_ property: PropertyReference, equals value: Located<LiteralValue>) {
    self = .comparison(
      Comparison(left: property, relation: .equal, right: Located(.value(value.value), at: value.span)))
  }
}
