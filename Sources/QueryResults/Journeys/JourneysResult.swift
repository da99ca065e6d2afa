/// The answer to a `journeys` statement: whole paths, and the flow they add up to.
public struct JourneysResult: Sendable, Equatable {
  /// Most frequent first; with `top N` the remainder is the path `["(other)"]`.
  public var paths: [JourneyPath]
  public var nodes: [JourneyNode]
  public var edges: [JourneyEdge]
  public var totals: JourneyTotals
  /// One for each two sides of `compare`; nil without it.
  public var compare: [JourneyComparison]?

  public init(
    paths: [JourneyPath],
    nodes: [JourneyNode],
    edges: [JourneyEdge],
    totals: JourneyTotals,
    compare: [JourneyComparison]? = nil
  ) {
    self.compare = compare
    self.paths = paths
    self.nodes = nodes
    self.edges = edges
    self.totals = totals
  }
}

/// One way through the product, as a sequence of node names.
public struct JourneyPath: Sendable, Equatable {
  public var path: [String]
  /// Distinct units behind the path.
  public var units: Int
  /// Sequences that follow exactly this path.
  public var paths: Int
  /// Share of all paths.
  public var share: Double?
  /// Share of these paths that reached the statement's `to`, nil without one.
  public var convertedShare: Double?
  public var medianDuration: Double?

  public init(
    path: [String],
    units: Int,
    paths: Int,
    share: Double?,
    convertedShare: Double?,
    medianDuration: Double?
  ) {
    self.path = path
    self.units = units
    self.paths = paths
    self.share = share
    self.convertedShare = convertedShare
    self.medianDuration = medianDuration
  }
}

/// Everything that happened at one node of one position; in + starts = out + dropped + arrived + cut.
public struct JourneyNode: Sendable, Equatable {
  /// From 1; counted backwards −1, −2, … when the statement ends at `to` without a `from`.
  public var position: Int
  public var event: String
  public var paths: Int
  public var units: Int
  /// Paths that begin here.
  public var starts: Int
  /// Paths that end here without having reached `to`.
  public var dropped: Int
  /// Paths that reached `to` here.
  public var arrived: Int
  /// Paths that go on beyond `depth`.
  public var cut: Int

  public init(
    position: Int,
    event: String,
    paths: Int,
    units: Int,
    starts: Int,
    dropped: Int,
    arrived: Int,
    cut: Int
  ) {
    self.position = position
    self.event = event
    self.paths = paths
    self.units = units
    self.starts = starts
    self.dropped = dropped
    self.arrived = arrived
    self.cut = cut
  }
}

/// The move from one node to a node of the next position.
public struct JourneyEdge: Sendable, Equatable {
  /// The position of the source.
  public var position: Int
  public var from: String
  public var to: String
  public var paths: Int
  public var units: Int
  /// Share of the paths through the source.
  public var share: Double?
  public var medianTime: Double?
  public var meanTime: Double?

  public init(
    position: Int,
    from: String,
    to: String,
    paths: Int,
    units: Int,
    share: Double?,
    medianTime: Double?,
    meanTime: Double?
  ) {
    self.position = position
    self.from = from
    self.to = to
    self.paths = paths
    self.units = units
    self.share = share
    self.medianTime = medianTime
    self.meanTime = meanTime
  }
}

/// What all paths of a statement add up to.
public struct JourneyTotals: Sendable, Equatable {
  public var paths: Int
  public var units: Int

  public init(
    paths: Int,
    units: Int
  ) {
    self.paths = paths
    self.units = units
  }
}
