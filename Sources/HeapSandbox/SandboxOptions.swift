/// How a client finds its way from one page to the next.
public enum SandboxPaging: String, Hashable, Sendable, CaseIterable {
  case cursor
  case page
  case offset
  case link
}

/// Which headers tell a client about the rate limit.
public enum SandboxRateHeaders: String, Hashable, Sendable, CaseIterable {
  case ratelimit
  case xRatelimit = "x-ratelimit"
  case none
}

/// How `Retry-After` is written.
public enum SandboxRetryAfter: String, Hashable, Sendable, CaseIterable {
  case seconds
  case date
  case none
}

/// What becomes of a query that is too complex.
public enum SandboxComplexityAnswer: String, Hashable, Sendable, CaseIterable {
  case refuse
  case timeout
  case partial
  /// One of the other three, by content of the query.
  case mixed
}

/// A number of requests in each window of time.
public struct SandboxRateLimit: Hashable, Sendable {
  public var requests: Int
  public var window: Duration

  public init(requests: Int, window: Duration) {
    self.requests = requests
    self.window = window
  }
}

/// Everything that may be chosen about a sandbox; the defaults are a well-behaved server.
///
/// `docs/heap-sandbox.md` explains each.
public struct SandboxOptions: Sendable {
  /// 0 lets the kernel choose.
  public var port = 0
  /// PEM files; both or none.
  public var certificateFile: String?
  public var keyFile: String?

  public var credentials = SandboxCredentials.random()
  public var tokenLifetime = Duration.seconds(300)
  /// Whether token answers tell type and lifetime, which Heap's documentation does not.
  public var tellsTokenLifetime = true

  public var paging = SandboxPaging.cursor
  public var cursorLifetime = Duration.seconds(600)

  public var rateLimit: SandboxRateLimit?
  public var rateHeaders = SandboxRateHeaders.ratelimit
  public var retryAfter = SandboxRetryAfter.seconds

  /// The dearest query that is answered; `nil` answers all.
  public var complexityLimit: Int?
  public var complexityAnswer = SandboxComplexityAnswer.refuse

  public var lateness = SandboxLateness()
  /// Decides which events are late or corrected.
  public var seed: UInt64 = 1
  public var clock: any SandboxClock = RunningSandboxClock()
  /// How far the clock that clients are told of is ahead of ``clock``.
  public var clockSkew = Duration.zero

  public var faults = SandboxFaults()

  /// `nil` takes those of a shop if the data have its events, else a few made from the commonest events.
  public var segments: [SandboxSegment]?
  /// Likewise.
  public var funnels: [SandboxFunnel]?

  public init() {}

  func check() throws(SandboxError) {
    try lateness.check()
    try faults.check()
    guard (certificateFile == nil) == (keyFile == nil) else { throw .incompleteTLS }
    let bounds: [(String, Int, Int, Int)] = [
      ("port", port, 0, 65_535),
      ("token-lifetime", Int(tokenLifetime.components.seconds), 1, 31_536_000),
      ("cursor-lifetime", Int(cursorLifetime.components.seconds), 1, 31_536_000),
      ("complexity-limit", complexityLimit ?? 1, 1, .max),
      ("rate-limit", rateLimit?.requests ?? 1, 1, 1_000_000_000),
      ("rate-limit", Int(rateLimit?.window.components.seconds ?? 1), 1, 31_536_000),
      ("clock-skew", Int(clockSkew.components.seconds), -31_536_000, 31_536_000),
    ]
    for (name, value, least, most) in bounds where !(least...most ~= value) {
      throw .outOfBounds(name: name, value: value, least: least, most: most)
    }
    for funnel in funnels ?? [] where funnel.steps.count < 2 { throw .shortFunnel(name: funnel.name) }
  }
}
