public import EventModel

/// The answer to `show properties`.
public struct PropertyListResult: Sendable, Equatable {
  public var properties: [PropertySummary]

  public init(
    properties: [PropertySummary]
  ) {
    self.properties = properties
  }
}

/// One property in numbers.
public struct PropertySummary: Sendable, Equatable {
  public var name: String
  /// How many values of each type there are.
  public var types: [TypeCount]
  /// An estimate of the number of distinct values, nil when none was made.
  public var distinct: Int?
  public var examples: [PropertyValue]

  public init(
    name: String,
    types: [TypeCount],
    distinct: Int?,
    examples: [PropertyValue]
  ) {
    self.name = name
    self.types = types
    self.distinct = distinct
    self.examples = examples
  }
}

/// How many values have one type.
public struct TypeCount: Sendable, Equatable {
  public var type: PropertyType
  public var count: Int

  public init(
    type: PropertyType,
    count: Int
  ) {
    self.type = type
    self.count = count
  }
}
