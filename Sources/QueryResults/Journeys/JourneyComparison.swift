/// How the paths and edges of two sides of a `compare` clause differ; differences are second minus first.
public struct JourneyComparison: Sendable, Equatable {
  public var a: ComparisonSide
  public var b: ComparisonSide
  /// The most frequent variants of the whole statement.
  public var paths: [ComparedPath]
  /// The most frequent edges of the whole statement.
  public var edges: [ComparedEdge]

  public init(a: ComparisonSide, b: ComparisonSide, paths: [ComparedPath], edges: [ComparedEdge]) {
    self.a = a
    self.b = b
    self.paths = paths
    self.edges = edges
  }
}

/// One variant on both sides.
public struct ComparedPath: Sendable, Equatable {
  public var path: [String]
  /// Of all paths of a side.
  public var share: ShareDifference

  public init(path: [String], share: ShareDifference) {
    self.path = path
    self.share = share
  }
}

/// One edge on both sides.
public struct ComparedEdge: Sendable, Equatable {
  /// The position of the source.
  public var position: Int
  public var from: String
  public var to: String
  /// Of all paths of a side.
  public var share: ShareDifference

  public init(position: Int, from: String, to: String, share: ShareDifference) {
    self.position = position
    self.from = from
    self.to = to
    self.share = share
  }
}

/// Two shares, and how far they are apart.
public struct ShareDifference: Sendable, Equatable {
  public var a: Proportion
  public var b: Proportion
  public var difference: Double?
  /// Newcombe's, 95 %.
  public var interval: ConfidenceInterval?
  /// Of the pooled two-proportion test.
  public var p: Double?
  /// Adjusted by Holm's method over all tests of the statement.
  public var pAdjusted: Double?

  public init(
    a: Proportion, b: Proportion, difference: Double?, interval: ConfidenceInterval?, p: Double?,
    pAdjusted: Double?
  ) {
    self.a = a
    self.b = b
    self.difference = difference
    self.interval = interval
    self.p = p
    self.pAdjusted = pAdjusted
  }
}
