public import EventModel

/// The answer to `show segment "A", "B"`: who belongs to several.
public struct SegmentOverlapResult: Sendable, Equatable {
  /// When membership was evaluated; nil in an empty snapshot.
  public var instant: Timestamp?
  /// Users with an event before the instant.
  public var users: Int
  public var segments: [SegmentCount]
  /// Each pair of segments, in the order they were named.
  public var pairs: [SegmentPair]

  public init(
    instant: Timestamp?,
    users: Int,
    segments: [SegmentCount],
    pairs: [SegmentPair]
  ) {
    self.instant = instant
    self.users = users
    self.segments = segments
    self.pairs = pairs
  }
}

/// A segment and its size.
public struct SegmentCount: Sendable, Equatable {
  public var name: String
  public var members: Int

  public init(
    name: String,
    members: Int
  ) {
    self.name = name
    self.members = members
  }
}

/// How many users two segments share.
public struct SegmentPair: Sendable, Equatable {
  public var a: String
  public var b: String
  public var both: Int
  /// The share of `a` that belongs to `b` too; nil when `a` is empty.
  public var shareOfA: Double?
  public var shareOfB: Double?
  /// Both ÷ either (Jaccard's index); nil when both are empty.
  public var similarity: Double?

  public init(
    a: String,
    b: String,
    both: Int,
    shareOfA: Double?,
    shareOfB: Double?,
    similarity: Double?
  ) {
    self.a = a
    self.b = b
    self.both = both
    self.shareOfA = shareOfA
    self.shareOfB = shareOfB
    self.similarity = similarity
  }
}
