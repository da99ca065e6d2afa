/// `journeys from signup to purchase depth 8 top 20`.
public struct JourneysStatement: Equatable, Sendable {
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// How paths are made of sequences.
  public var path = PathClauses()
  /// `top 20`: how many are shown.
  public var top: Located<Int>?
  /// `compare …`
  public var compare: Located<Comparison>?
}

/// `transitions weight share-out`.
public struct TransitionsStatement: Equatable, Sendable {
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// How paths are made of sequences.
  public var path = PathClauses()
  /// `weight share-out`
  public var weight: Located<TransitionWeight>?
  /// `top 20`: how many are shown.
  public var top: Located<Int>?
  /// `compare …`
  public var compare: Located<Comparison>?
}

/// The figure a transition matrix shows and sorts by.
public enum TransitionWeight: String, Sendable, CaseIterable {
  case count, units, share
  case shareOut = "share-out"
  case shareIn = "share-in"
  case perPath = "per-path"
  case medianTime = "median-time"
}

/// `steps centred on purchase depth 5`.
public struct StepsStatement: Equatable, Sendable {
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// How paths are made of sequences.
  public var path = PathClauses()
  /// `centred on purchase`
  public var centre: Located<StepCentre>?
  /// `top 20`: how many are shown.
  public var top: Located<Int>?
  /// `compare …`
  public var compare: Located<Comparison>?
}

/// The position that is column 0 of a step matrix.
public enum StepCentre: Equatable, Sendable {
  case start, end
  case pattern(Pattern)
}
