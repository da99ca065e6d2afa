/// What can go wrong with a request; raw values are the names of `--faults`.
public enum FaultKind: String, Hashable, Sendable, CaseIterable {
  case drop
  case cut
  case internalError = "500"
  case badGateway = "502"
  case unavailable = "503"
  case tooManyRequests = "429"
  case timeout
  case partial
  case slow
  case duplicatePages = "duplicate-pages"
  case stuckCursors = "stuck-cursors"
  case reorderedPages = "reordered-pages"
  case expiredCursors = "expired-cursors"
  case malformed
  case wrongContentType = "wrong-content-type"
  case huge
  case tokenExpiry = "token-expiry"

  /// Whether it comes up to three times in a row.
  var isStorm: Bool {
    switch self {
    case .internalError, .badGateway, .unavailable, .tooManyRequests: true
    default: false
    }
  }

  /// Whether it can meet a call for a token.
  var meetsTokens: Bool {
    switch self {
    case .drop, .cut, .slow, .malformed: true
    default: isStorm
    }
  }

  /// Whether it can meet the first page of a query.
  var meetsFirstPages: Bool {
    switch self {
    case .duplicatePages, .stuckCursors, .expiredCursors: false
    default: true
    }
  }

  /// Whether it can meet only requests with a cursor, of their own or in a link.
  var needsCursor: Bool { self == .stuckCursors || self == .expiredCursors }
}

/// Which faults a sandbox has, how often, and by which seed.
public struct SandboxFaults: Hashable, Sendable {
  /// The share of requests that each kind meets.
  public var shares: [FaultKind: Double]
  public var seed: UInt64
  /// The pause before each piece of a slow body.
  public var slowPause: Duration
  /// How long a huge body is.
  public var hugeBytes: Int

  public init(
    _ shares: [FaultKind: Double] = [:], seed: UInt64 = 1, slowPause: Duration = .milliseconds(50),
    hugeBytes: Int = 256 << 20
  ) {
    self.shares = shares
    self.seed = seed
    self.slowPause = slowPause
    self.hugeBytes = hugeBytes
  }

  /// Reads `cut=0.05,429=0.1,slow`; a kind without a share has 0.05, and `all` stands for every kind, by default with
  /// 0.02.
  public static func shares(parsing text: String) throws(SandboxError) -> [FaultKind: Double] {
    var shares: [FaultKind: Double] = [:]
    for item in text.split(separator: ",") {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      let kinds = name == "all" ? FaultKind.allCases : FaultKind(rawValue: name).map { [$0] }
      guard let kinds else { throw .unknownFault(name: name) }
      var share = name == "all" ? 0.02 : 0.05
      if parts.count == 2 {
        guard let given = Double(parts[1]), 0...1 ~= given else {
          throw .invalidShare(name: name, value: String(parts[1]))
        }
        share = given
      }
      for kind in kinds { shares[kind] = share }
    }
    return shares
  }

  func check() throws(SandboxError) {
    var sum = 0.0
    for (kind, share) in shares {
      guard 0...1 ~= share else { throw .invalidShare(name: kind.rawValue, value: "\(share)") }
      // Places of pages are no request's own fault, so they add to no sum.
      if kind != .reorderedPages { sum += share }
    }
    guard sum <= 1.000_001 else { throw .invalidShare(name: "faults", value: "\(sum)") }
    guard 1...(1 << 40) ~= hugeBytes else {
      throw .outOfBounds(name: "huge-bytes", value: hugeBytes, least: 1, most: 1 << 40)
    }
    guard 0...60_000_000 ~= slowPause.microseconds else {
      throw .outOfBounds(
        name: "slow-pause", value: Int(slowPause.components.seconds), least: 0, most: 60)
    }
  }
}
