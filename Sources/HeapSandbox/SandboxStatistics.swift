/// What a sandbox has done so far.
public struct SandboxStatistics: Hashable, Sendable {
  public var requests = 0
  /// Tokens that arrived whole, as far as the server can tell.
  public var tokensGiven = 0
  /// Answers of 401.
  public var refusedTokens = 0
  /// Answers of 429 because of the rate limit.
  public var rateLimited = 0
  /// Queries that were too complex, however they were answered.
  public var tooComplex = 0
  public var pages = 0
  public var rows = 0
  public var faults: [FaultKind: Int] = [:]

  public init() {}

  /// Faults of all kinds.
  public var faultCount: Int { faults.values.reduce(0, +) }
}
