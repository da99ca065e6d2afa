public import EventModel

/// The answer to `show segment "X"`.
public struct SegmentResult: Sendable, Equatable {
  public var name: String
  /// What the name stands for, in canonical spelling.
  public var text: String
  /// When membership was evaluated; nil in an empty snapshot.
  public var instant: Timestamp?
  /// How many users belong to it.
  public var members: Int
  /// Users with an event before the instant.
  public var users: Int
  public var share: Double?
  /// Members by number of events, then by id; as many as `top` asked for.
  public var listed: [SegmentMember]
  /// Present only with `every`: the size at the end of each bucket.
  public var sizes: [SegmentSize]?

  public init(
    name: String,
    text: String,
    instant: Timestamp?,
    members: Int,
    users: Int,
    share: Double?,
    listed: [SegmentMember],
    sizes: [SegmentSize]? = nil
  ) {
    self.name = name
    self.text = text
    self.instant = instant
    self.members = members
    self.users = users
    self.share = share
    self.listed = listed
    self.sizes = sizes
  }
}

/// One user of a segment.
public struct SegmentMember: Sendable, Equatable {
  public var user: String
  /// Events before the instant of evaluation.
  public var events: Int
  public var first: Timestamp
  public var last: Timestamp

  public init(
    user: String,
    events: Int,
    first: Timestamp,
    last: Timestamp
  ) {
    self.user = user
    self.events = events
    self.first = first
    self.last = last
  }
}

/// How large a segment was at the end of one calendar bucket.
public struct SegmentSize: Sendable, Equatable {
  /// The start of the bucket in the statement's zone.
  public var bucket: String
  public var members: Int
  /// Users with an event before the bucket's end.
  public var users: Int
  public var share: Double?

  public init(
    bucket: String,
    members: Int,
    users: Int,
    share: Double?
  ) {
    self.bucket = bucket
    self.members = members
    self.users = users
    self.share = share
  }
}
