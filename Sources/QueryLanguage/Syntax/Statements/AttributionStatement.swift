public import EventModel

/// `attribution of purchase touch visit[channel is not null] key channel model markov`.
public struct AttributionStatement: Equatable, Sendable {
  /// The event that earns the credit.
  public var conversion: Step
  /// The events that share it.
  public var touch: Step
  /// The property whose values earn the credit.
  public var key: PropertyReference
  /// `model markov`
  public var model: Located<AttributionModel>?
  /// `within D`: how long before the conversion a touch counts.
  public var window: Located<Window>?
  /// `value amount`: what a conversion is worth; nil counts 1 each.
  public var value: PropertyReference?
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// How paths are made of sequences.
  public var path = PathClauses()
}

/// How a conversion's credit is shared among the touches before it.
public enum AttributionModel: Hashable, Sendable {
  case first, last, linear, participation
  /// `position 40/20/40`: weights of the first touch, the middle and the last.
  case position(first: Double, middle: Double, last: Double)
  /// `decay 7d`: the half-life.
  case decay(ElapsedTime)
  /// `markov`, `markov order 2`; nil means the default order.
  case markov(order: Int?)
  case shapley
}
