import EventModel
import NIOCore
import Synchronization

/// Answers requests; knows nothing of connections.
///
/// Called from any number of threads.
final class SandboxService: Sendable {
  /// What is asked, as far as answers depend on it.
  struct Request {
    var method: String
    var target: String
    var authorization: String?
    /// Scheme, host and port as the client named them.
    var origin: String
    var body: String
  }

  static let tokenPath = "/api/public/v0/auth_token"

  let options: SandboxOptions
  let project: SandboxProject
  private let tokens: TokenDesk
  private let limiter: RateLimiter?
  private let faults: FaultDesk
  private let pages: PageMaker
  private let counts = Mutex(SandboxStatistics())

  init(_ options: SandboxOptions, project: SandboxProject) {
    self.options = options
    self.project = project
    tokens = TokenDesk(options)
    limiter = options.rateLimit.map { RateLimiter($0, clock: options.clock) }
    faults = FaultDesk(options.faults)
    pages = PageMaker(project, options: options)
  }

  var statistics: SandboxStatistics { counts.withLock { $0 } }

  /// The time that clients are told.
  var shownNow: Timestamp {
    Timestamp(microseconds: options.clock.now.microseconds &+ options.clockSkew.microseconds)
  }

  func answer(_ request: Request) -> SandboxAnswer {
    count { $0.requests += 1 }
    let isToken = request.target == SandboxService.tokenPath
    var headers: [(name: String, value: String)] = []
    var answer: SandboxAnswer
    do throws(SandboxFailure) {
      answer = isToken ? try answerToken(request) : try answerData(request, headers: &headers)
    } catch {
      if error.status == 401 { count { $0.refusedTokens += 1 } }
      answer = SandboxAnswer(error, isToken: isToken)
    }
    answer.headers += headers
    answer.headers.append(("Date", HTTPDate.text(shownNow)))
    return answer
  }

  private func count(_ change: (inout SandboxStatistics) -> Void) {
    counts.withLock { change(&$0) }
  }

  private func meet(_ request: String, fits: (FaultKind) -> Bool) -> FaultKind? {
    let kind = faults.meet(request, fits: fits)
    if let kind { count { $0.faults[kind, default: 0] += 1 } }
    return kind
  }

  // MARK: Tokens

  private func answerToken(_ request: Request) throws(SandboxFailure) -> SandboxAnswer {
    guard request.method == "POST" else { throw .method("POST") }
    // The next call is another request once a token has arrived whole, not before: else no fault would ever end.
    let fault = meet("token \(statistics.tokensGiven)") { $0.meetsTokens }
    if fault == .drop { return .dropped }
    try fail(with: fault, isGateway: true)
    for item in request.body.split(separator: "&") {
      let pair = item.split(separator: "=", maxSplits: 1)
      guard pair.first != "grant_type" || pair.last == "client_credentials" else {
        throw SandboxFailure(
          status: 400, code: "unsupported_grant_type", message: "Only client_credentials is supported.")
      }
    }
    let token = try tokens.give(authorization: request.authorization)
    if fault == nil || fault == .slow { count { $0.tokensGiven += 1 } }
    var body = "{\"access_token\":\"\(token)\""
    if options.tellsTokenLifetime {
      body += ",\"token_type\":\"Bearer\",\"expires_in\":\(options.tokenLifetime.components.seconds)"
    }
    var answer = SandboxAnswer(status: 200, body: ByteBuffer(string: body + "}"))
    answer.headers.append(("Cache-Control", "no-store"))
    deform(&answer, with: fault, request: "token")
    return answer
  }

  // MARK: Data

  private func answerData(
    _ request: Request, headers: inout [(name: String, value: String)]
  ) throws(SandboxFailure) -> SandboxAnswer {
    let target = try RequestTarget(request.target)
    guard target.path.hasPrefix(SandboxQuery.root) else { throw .notFound }
    guard request.method == "GET" else { throw .method("GET") }
    let token = try tokens.check(authorization: request.authorization)
    if let verdict = limiter?.take() {
      headers += rateHeaders(verdict)
      guard verdict.isAllowed else {
        count { $0.rateLimited += 1 }
        throw .tooManyRequests(retryAfter(seconds: verdict.resetSeconds))
      }
    }
    let query = try SandboxQuery(target, paging: options.paging, segments: project.segments.count)
    let place = try pages.place(of: query)
    let name = "\(query.text)@\(place.offset)"
    let fault = meet(name) { kind in
      (place.offset > 0 || kind.meetsFirstPages) && (query.cursor != nil || !kind.needsCursor)
    }
    let isGateway = StableHash.text(name.utf8) & 1 == 0
    if fault == .drop { return .dropped }
    if fault == .tokenExpiry {
      tokens.revoke(token)
      throw .token("token_expired", "The token has expired.")
    }
    if fault == .expiredCursors { throw .cursorExpired }
    if fault == .wrongContentType {
      return SandboxAnswer(
        status: 200, contentType: "text/html; charset=utf-8",
        body: ByteBuffer(string: "<!doctype html><title>Sign in</title><p>Please sign in again.</p>\n"))
    }
    try fail(with: fault, isGateway: isGateway)

    var page = pages.page(
      query, at: place, faults: faults, repeatsPrevious: fault == .duplicatePages)
    if let limit = options.complexityLimit, page.cost > limit {
      count { $0.tooComplex += 1 }
      switch complexityAnswer(query) {
      case .refuse:
        throw SandboxFailure(
          status: 400, code: "query_too_complex",
          message: "The query costs \(page.cost), more than \(limit); ask for a shorter range or for buckets."
        )
      case .timeout: throw .timeout(isGateway: isGateway)
      case .partial, .mixed: page.isPartial = true
      }
    }
    if fault == .partial { page.isPartial = true }
    if fault == .stuckCursors { page.isStuck = true }
    var answer = pages.answer(page, query: query, origin: request.origin, shownNow: shownNow)
    count {
      $0.pages += 1
      $0.rows += page.shown.count
    }
    deform(&answer, with: fault, request: name)
    return answer
  }

  private func complexityAnswer(_ query: SandboxQuery) -> SandboxComplexityAnswer {
    guard options.complexityAnswer == .mixed else { return options.complexityAnswer }
    return [.refuse, .timeout, .partial][Int(StableHash.text(query.text.utf8) % 3)]
  }

  // MARK: Faults and limits

  /// Fails as the faults do that are answers of their own.
  private func fail(with fault: FaultKind?, isGateway: Bool) throws(SandboxFailure) {
    switch fault {
    case .internalError:
      throw SandboxFailure(status: 500, code: "internal", message: "Something went wrong.")
    case .badGateway:
      throw SandboxFailure(status: 502, code: "bad_gateway", message: "No answer from within.")
    case .unavailable:
      throw SandboxFailure(
        status: 503, code: "unavailable", message: "Come back later.", headers: retryAfter(seconds: 1))
    case .tooManyRequests: throw .tooManyRequests(retryAfter(seconds: 1))
    case .timeout: throw .timeout(isGateway: isGateway)
    default: break
    }
  }

  /// Changes an answer, or the way it is sent, as the fault does.
  private func deform(_ answer: inout SandboxAnswer, with fault: FaultKind?, request: String) {
    switch fault {
    case .cut: answer.delivery = .cut(isChunked: StableHash.text(request.utf8) & 2 == 0)
    case .slow: answer.delivery = .slow
    case .huge: answer.delivery = .huge
    case .malformed:
      // The last closing brace becomes a comma: as long as before, and right up to its very end.
      answer.body.setInteger(UInt8(ascii: ","), at: answer.body.writerIndex - 1)
    default: break
    }
  }

  private func rateHeaders(_ verdict: RateLimiter.Verdict) -> [(name: String, value: String)] {
    let limit = String(verdict.limit)
    let remaining = String(verdict.remaining)
    switch options.rateHeaders {
    case .none: return []
    case .ratelimit:
      return [
        ("RateLimit-Limit", limit), ("RateLimit-Remaining", remaining),
        ("RateLimit-Reset", String(verdict.resetSeconds)),
      ]
    case .xRatelimit:
      return [
        ("X-RateLimit-Limit", limit), ("X-RateLimit-Remaining", remaining),
        ("X-RateLimit-Reset", String((shownNow.microseconds + verdict.reset + 999_999) / 1_000_000)),
      ]
    }
  }

  private func retryAfter(seconds: Int64) -> [(name: String, value: String)] {
    switch options.retryAfter {
    case .none: []
    case .seconds: [("Retry-After", String(seconds))]
    case .date:
      // Up to the next full second, as dates have no fraction.
      [
        (
          "Retry-After",
          HTTPDate.text(Timestamp(microseconds: shownNow.microseconds + seconds * 1_000_000 + 999_999))
        )
      ]
    }
  }
}
