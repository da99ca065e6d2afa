public import EventModel

/// One counted attempt of depth 1 or more, listed by `show units`.
public struct FunnelUnit: Sendable, Equatable {
  public var unit: PropertyValue
  /// How many mandatory steps the attempt filled.
  public var depth: Int
  /// One entry per step as written, nil where skipped or not reached.
  public var times: [Timestamp?]
  /// The values of the `holding` properties, in their order.
  public var held: [PropertyValue?]
  /// Whether the attempt may still go on, nil without a window.
  public var open: Bool?

  public init(
    unit: PropertyValue,
    depth: Int,
    times: [Timestamp?],
    held: [PropertyValue?] = [],
    open: Bool?
  ) {
    self.unit = unit
    self.depth = depth
    self.times = times
    self.held = held
    self.open = open
  }
}
