import Synchronization

/// Asks until there is an answer: paced, with pauses that grow, within a deadline, and without ever sending
/// credentials where they do not belong.
///
/// May be used by any number of threads at once; each blocks while it waits. A question that is not idempotent is asked once,
/// except where the connection was refused before it was asked at all. Redirects to the same host are followed; a `GET`
/// may be sent on to another host without its secret fields when that is allowed; from TLS to none is never followed.
package final class RetryingClient: Sendable {
  /// What a reader makes of a whole answer.
  package enum Verdict<Value: Sendable>: Sendable {
    case accept(Value)
    /// Not what was asked for, but it may be the next time.
    case retry(HTTPError)
  }

  package struct Options: Sendable {
    package var policy = RetryPolicy()
    /// Whether a `GET` is sent on to another host, without secret fields.
    package var followsOtherHosts = false
    /// The most redirects of one question; with 0 a redirect is handed back like any answer.
    package var longestChain = 5
    /// Texts that are not shown even where a server repeats them, besides the secret fields of each request.
    package var secrets: [String] = []
    /// The seed of the pauses' jitter.
    package var seed: UInt64 = 0

    package init() {}
  }

  private let exchanger: any HTTPExchanging
  private let options: Options
  private let pacing: RequestPacing
  private let clock: any RequestClock
  private let jitter: SeededJitter
  private let lastSkew = Atomic<Int64>(0)
  private let isCancelled: @Sendable () -> Bool
  private let onTrace: @Sendable (HTTPTrace) -> Void

  /// `isCancelled` is asked often and from any thread, `onTrace` is called from the thread that asks.
  package init(
    over exchanger: any HTTPExchanging, options: Options = Options(), pacing: RequestPacing? = nil,
    clock: any RequestClock = SystemRequestClock(), isCancelled: @escaping @Sendable () -> Bool = { false },
    onTrace: @escaping @Sendable (HTTPTrace) -> Void = { _ in }
  ) {
    self.exchanger = exchanger
    self.options = options
    self.pacing = pacing ?? RequestPacing(ratePerSecond: nil, burst: 1, clock: clock)
    self.clock = clock
    self.isCancelled = isCancelled
    self.onTrace = onTrace
    jitter = SeededJitter(seed: options.seed)
  }

  /// The whole answer to `request`, of any status that is not asked again; bodies of more than `limit` bytes are errors.
  package func fetch(_ request: HTTPRequest, limit: Int) throws(HTTPError) -> HTTPReply {
    try fetch(request, limit: limit) { .accept($0) }
  }

  /// What `read` makes of the whole answer to `request`; what it calls unusable is asked again like any failure.
  ///
  /// `prepare` may change each attempt before it is sent, to put a fresh token or signature in.
  package func fetch<Value: Sendable>(
    _ request: HTTPRequest, limit: Int, prepare: (inout HTTPRequest) throws(HTTPError) -> Void = { _ in },
    read: (HTTPReply) throws(HTTPError) -> Verdict<Value>
  ) throws(HTTPError) -> Value {
    try retrying(request, prepare: prepare) { response, secrets throws(HTTPError) in
      var reply = try response.collect(limit: limit)
      reply.secrets = secrets
      return (try read(reply), reply.body.count)
    }
  }

  /// The answer to `request` with its body still to be read; only getting this far is tried again.
  package func open(
    _ request: HTTPRequest, prepare: (inout HTTPRequest) throws(HTTPError) -> Void = { _ in }
  ) throws(HTTPError) -> HTTPResponse {
    try retrying(request, prepare: prepare) { response, _ throws(HTTPError) in (.accept(response), 0) }
  }

  /// Pauses as after the `attempt`-th failure of a question, for those who find out themselves that an answer is wrong.
  package func rest(afterAttempt attempt: Int, because failure: HTTPError) throws(HTTPError) {
    let pause = jitter.pause(options.policy, afterAttempt: attempt)
    onTrace(.waiting(.backOff(failure), nanoseconds: pause))
    guard clock.wait(nanoseconds: pause, isCancelled: isCancelled) else { throw .cancelled }
  }

  /// The server's clock less ours, in microseconds, as its last answer told; 0 before that.
  package var skew: Int64 { lastSkew.load(ordering: .relaxed) }

  // MARK: Attempts

  private func retrying<Value: Sendable>(
    _ request: HTTPRequest, prepare: (inout HTTPRequest) throws(HTTPError) -> Void,
    read: (HTTPResponse, _ secrets: [String]) throws(HTTPError) -> (Verdict<Value>, bytes: Int)
  ) throws(HTTPError) -> Value {
    let start = clock.monotonic
    var attempt = 0
    while true {
      attempt += 1
      var asked: Int64?
      let failure: HTTPError
      do throws(HTTPError) {
        var prepared = request
        try prepare(&prepared)
        let outcome = try self.attempt(prepared, number: attempt, asked: &asked, read: read)
        switch outcome {
        case .accept(let value): return value
        case .retry(let error): failure = error
        }
      } catch {
        if error == .cancelled { throw error }
        failure = error
      }
      onTrace(.failed(failure, attempt: attempt))
      try pause(after: failure, of: request, attempt: attempt, asked: asked, since: start)
    }
  }

  /// Waits before the next attempt, or throws where there is none.
  private func pause(
    after failure: HTTPError, of request: HTTPRequest, attempt: Int, asked: Int64?, since start: Int64
  ) throws(HTTPError) {
    var wasNeverAsked = false
    if case .cannotConnect = failure { wasNeverAsked = true }
    if case .unknownHost = failure { wasNeverAsked = true }
    let policy = options.policy
    guard failure.isPassing, request.isIdempotent || wasNeverAsked else { throw failure }
    let jittered = jitter.pause(policy, afterAttempt: attempt)
    let pause = max(jittered, asked ?? 0)
    let elapsed = clock.monotonic - start
    let isHopeless =
      attempt >= policy.attempts || (asked ?? 0) > policy.longestAsked
      || elapsed + pause > policy.deadline
    if isHopeless {
      throw attempt == 1 && policy.attempts == 1
        ? failure : .gaveUp(attempts: attempt, milliseconds: Int(elapsed / 1_000_000), last: failure)
    }
    let reason: HTTPTrace.WaitReason =
      (asked ?? 0) > jittered ? .askedByServer : .backOff(failure)
    onTrace(.waiting(reason, nanoseconds: pause))
    guard clock.wait(nanoseconds: pause, isCancelled: isCancelled) else { throw .cancelled }
  }

  /// One attempt with its redirects.
  private func attempt<Value: Sendable>(
    _ request: HTTPRequest, number: Int, asked: inout Int64?,
    read: (HTTPResponse, _ secrets: [String]) throws(HTTPError) -> (Verdict<Value>, bytes: Int)
  ) throws(HTTPError) -> Verdict<Value> {
    let secrets = request.headers.secrets + options.secrets
    var request = request
    var redirects = 0
    while true {
      guard
        pacing.acquire(
          isCancelled: isCancelled, onWait: { onTrace(.waiting($0, nanoseconds: $1)) }) != nil
      else { throw .cancelled }
      onTrace(
        .asked(
          method: request.method, address: request.address.shown, headers: request.headers.redacted,
          attempt: number))
      let start = clock.monotonic
      let response: HTTPResponse
      do throws(HTTPError) {
        response = try exchanger.exchange(request, isCancelled: isCancelled)
      } catch {
        pacing.finish(nil)
        throw error
      }
      let reading = RateLimitReading(response.headers, now: clock.wall)
      pacing.finish(reading)
      if let skew = reading.skew { lastSkew.store(skew, ordering: .relaxed) }
      if let next = try RedirectRule(options).next(after: response, to: request, count: redirects) {
        response.body.abandon()
        onTrace(.redirected(from: request.address.shown, to: next.address.shown))
        redirects += 1
        request = next
        continue
      }
      if options.policy.retriedStatuses.contains(response.status) {
        asked = reading.retryAfter
        // Errors are small; one that is not is not read.
        var reply = try? response.collect(limit: 1 << 16)
        reply?.secrets = secrets
        traceAnswer(response, bytes: reply?.body.count ?? 0, since: start)
        return .retry(
          .unexpectedStatus(response.status, address: response.address.shown, excerpt: reply?.excerpt ?? ""))
      }
      let (verdict, bytes) = try read(response, secrets)
      traceAnswer(response, bytes: bytes, since: start)
      return verdict
    }
  }

  private func traceAnswer(_ response: HTTPResponse, bytes: Int, since start: Int64) {
    onTrace(
      .answered(
        status: response.status, address: response.address.shown, bytes: bytes,
        milliseconds: Int((clock.monotonic - start) / 1_000_000)))
  }
}
