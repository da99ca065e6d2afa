package import HTTPTransport
import Synchronization

/// Asks one bucket of S3, or of a store that speaks its language, for listings and objects.
///
/// Requests are signed afresh for each attempt and tried again as the policy says. A bucket in another region is asked
/// there once an answer tells which; a token that has expired is renewed where the settings have a newer one. Used by
/// any number of threads, each of which blocks while it waits.
package final class S3Client: Sendable {
  package struct Options: Sendable {
    package var policy = RetryPolicy()
    /// Keys per page of a listing; stores give 1,000 at most.
    package var pageSize = 1_000
    /// The seed of the pauses' jitter.
    package var seed: UInt64 = 0

    package init() {}
  }

  private struct State {
    var region: String
    var credentials: S3Credentials
  }

  private let endpoint: S3Endpoint
  private let exchanger: any HTTPExchanging
  private let clock: any RequestClock
  private let isCancelled: @Sendable () -> Bool
  private let renew: @Sendable () throws(S3Error) -> S3Credentials
  private let state: Mutex<State>
  let options: Options

  /// A whole listing has fewer pages; ten million objects.
  private static let mostPages = 10_000
  /// A page of a listing: a thousand keys of a kilobyte, each byte of which may take three characters.
  private static let pageBytes = 16 << 20
  /// Errors are small documents.
  static let refusalBytes = 1 << 20
  /// Region, then token, then region of the other kind of answer.
  private static let mostCorrections = 3

  /// - Parameters:
  ///   - credentials: Asked now, and again when a token has expired.
  ///   - isCancelled: Asked often and from any thread.
  package init(
    endpoint: S3Endpoint, region: String?, over exchanger: any HTTPExchanging, options: Options = Options(),
    clock: any RequestClock = SystemRequestClock(), isCancelled: @escaping @Sendable () -> Bool = { false },
    credentials: @escaping @Sendable () throws(S3Error) -> S3Credentials
  ) throws(S3Error) {
    if let region, !S3Endpoint.isRegion(region) { throw .badRegion(region) }
    self.endpoint = endpoint
    self.exchanger = exchanger
    self.options = options
    self.clock = clock
    self.isCancelled = isCancelled
    renew = credentials
    state = Mutex(State(region: region ?? S3Endpoint.defaultRegion, credentials: try credentials()))
  }

  /// All objects whose keys begin with `prefix`, in order of their keys.
  package func objects(withPrefix prefix: String) throws(S3Error) -> [S3Object] {
    let place = "s3://\(endpoint.bucket)/\(prefix)"
    var objects: [S3Object] = []
    var page: String?
    var pages: Set<String> = []
    repeat {
      var query = [
        (name: "encoding-type", value: "url"), ("list-type", "2"), ("max-keys", String(options.pageSize)),
        ("prefix", prefix),
      ]
      if let page { query.append(("continuation-token", page)) }
      let reply = try corrected(.list, place: place, key: "", query: query) {
        request, sign throws(HTTPError) in
        try retrying(isCancelled).fetch(request, limit: Self.pageBytes, prepare: sign, read: Self.verdict)
      }
      let listing: S3Listing
      do throws(S3MarkupFault) {
        listing = try S3Listing(parsing: reply.body)
      } catch {
        throw .malformedAnswer(action: .list, place: place, error)
      }
      objects += listing.objects
      page = listing.nextPage
      if let page, !pages.insert(page).inserted || pages.count > Self.mostPages {
        throw .endlessListing(place: place)
      }
    } while page != nil
    return objects
  }

  /// The bytes of a small object; more than `limit` are an error.
  package func contents(of key: String, limit: Int) throws(S3Error) -> [UInt8] {
    let place = "s3://\(endpoint.bucket)/\(key)"
    let reply = try corrected(.read, place: place, key: key) { request, sign throws(HTTPError) in
      try retrying(isCancelled).fetch(
        request, limit: max(limit, Self.refusalBytes), prepare: sign, read: Self.verdict)
    }
    guard reply.body.count <= limit else {
      throw .transport(place: place, .bodyTooLarge(address: reply.address.shown, limit: limit))
    }
    return reply.body
  }

  /// The bytes of an object as they come, put together again where the connection is cut.
  ///
  /// - Parameter isCancelled: Ends the reading beside what ends all requests of the client.
  package func content(
    of object: S3Object, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> S3ObjectContent {
    let all = self.isCancelled
    return S3ObjectContent(object, client: self, clock: clock) { all() || isCancelled() }
  }

  /// The object's answer from `offset` on: its body, or the first of its refusals that cannot be corrected.
  func open(
    _ object: S3Object, from offset: Int, isCancelled: @escaping @Sendable () -> Bool
  ) throws(S3Error) -> HTTPResponse {
    try corrected(.read, place: place(of: object), key: object.key) { request, sign throws(HTTPError) in
      var request = request
      if offset > 0 { request.headers.append("range", "bytes=\(offset)-") }
      if !object.tag.isEmpty { request.headers.append("if-match", object.tag) }
      return try retrying(isCancelled).open(request, prepare: sign)
    }
  }

  func place(of object: S3Object) -> String { "s3://\(endpoint.bucket)/\(object.key)" }

  // MARK: Answers

  private func retrying(_ isCancelled: @escaping @Sendable () -> Bool) -> RetryingClient {
    var retry = RetryingClient.Options()
    retry.policy = options.policy
    retry.seed = options.seed
    // A redirect names another region, for which the request has to be signed anew.
    retry.longestChain = 0
    return RetryingClient(over: exchanger, options: retry, clock: clock, isCancelled: isCancelled)
  }

  /// What is refused for a passing reason under a status that says otherwise is asked again.
  private static func verdict(_ reply: HTTPReply) throws(HTTPError) -> RetryingClient.Verdict<HTTPReply> {
    guard reply.status >= 400 else { return .accept(reply) }
    let refusal = S3Refusal(reply)
    return refusal.isPassing
      ? .retry(.unusableAnswer(address: reply.address.shown, reason: refusal.code)) : .accept(reply)
  }

  /// Asks until the answer is what was asked for, correcting region and token by what refusals tell.
  private func corrected<Value: S3Answer>(
    _ action: S3Error.Action, place: String, key: String, query: [(name: String, value: String)] = [],
    ask: (
      _ request: HTTPRequest, _ sign: (inout HTTPRequest) throws(HTTPError) -> Void
    ) throws(HTTPError) -> Value
  ) throws(S3Error) -> Value {
    var corrections = 0
    var passing = 0
    while true {
      let state = state.withLock { $0 }
      let address = try endpoint.address(key: key, query: query, region: state.region)
      let signature = AWSSignature(state.credentials, region: state.region)
      var request = HTTPRequest(.get, address)
      request.headers.append("host", AWSSignature.hostField(of: address))
      let refusal: S3Refusal
      do throws(HTTPError) {
        let answer = try ask(request) { request throws(HTTPError) in signature.sign(&request, at: clock.wall)
        }
        if answer.status == 200 || answer.status == 206 { return answer }
        refusal = try answer.refusal()
      } catch {
        throw .transport(place: place, error)
      }
      if refusal.isPassing, passing < options.policy.attempts {
        passing += 1
        try pause(afterAttempt: passing, place: place)
        continue
      }
      guard corrections < Self.mostCorrections, try correct(refusal, asked: state) else {
        throw fault(refusal, action, place, state)
      }
      corrections += 1
    }
  }

  /// Waits as the policy says after a failure that it does not see itself.
  private func pause(afterAttempt attempt: Int, place: String) throws(S3Error) {
    var random = SystemRandomNumberGenerator()
    let pause = options.policy.pause(afterAttempt: attempt, using: &random)
    guard clock.wait(nanoseconds: pause, isCancelled: isCancelled) else {
      throw .transport(place: place, .cancelled)
    }
  }

  /// Learns from a refusal; whether asking again may help.
  private func correct(_ refusal: S3Refusal, asked: State) throws(S3Error) -> Bool {
    if let region = refusal.region, region != asked.region {
      state.withLock { $0.region = region }
      return true
    }
    if refusal.code == "ExpiredToken" || refusal.code == "TokenRefreshRequired" {
      // Another thread may have renewed it already.
      if state.withLock({ $0.credentials }) != asked.credentials { return true }
      let fresh = try renew()
      guard fresh != asked.credentials else { return false }
      state.withLock { $0.credentials = fresh }
      return true
    }
    return false
  }

  private func fault(
    _ refusal: S3Refusal, _ action: S3Error.Action, _ place: String, _ state: State
  ) -> S3Error {
    let keyID = state.credentials.keyID
    switch refusal.code {
    case "NoSuchBucket": return .noSuchBucket(endpoint.bucket)
    case "NoSuchKey", "NoSuchVersion": return .noSuchObject(place)
    case "PreconditionFailed": return .objectChanged(place)
    case "InvalidAccessKeyId": return .badCredentials(.unknownKey, keyID: keyID, place: place)
    case "SignatureDoesNotMatch": return .badCredentials(.wrongSecret, keyID: keyID, place: place)
    case "ExpiredToken", "TokenRefreshRequired":
      return .badCredentials(.expiredToken, keyID: keyID, place: place)
    case "InvalidToken": return .badCredentials(.wrongToken, keyID: keyID, place: place)
    case "RequestTimeTooSkewed":
      return .wrongClock(seconds: refusal.serverTime.map { Int(($0 - clock.wall) / 1_000_000) })
    case "PermanentRedirect", "AuthorizationHeaderMalformed":
      return .wrongRegion(bucket: endpoint.bucket, tried: state.region)
    default: break
    }
    switch refusal.status {
    case 301, 307: return .wrongRegion(bucket: endpoint.bucket, tried: state.region)
    case 401, 403: return .denied(action: action, place: place, code: refusal.code)
    case 404: return action == .list ? .noSuchBucket(endpoint.bucket) : .noSuchObject(place)
    case 412: return .objectChanged(place)
    default:
      return .refused(
        action: action, place: place, status: refusal.status, code: refusal.code, requestID: refusal.requestID
      )
    }
  }
}

/// An answer of S3: a whole one, or one whose body is still to come.
protocol S3Answer: Sendable {
  var status: Int { get }
  /// What a status other than success means.
  func refusal() throws(HTTPError) -> S3Refusal
}

extension HTTPReply: S3Answer {
  func refusal() throws(HTTPError) -> S3Refusal { S3Refusal(self) }
}

extension HTTPResponse: S3Answer {
  func refusal() throws(HTTPError) -> S3Refusal { S3Refusal(try collect(limit: S3Client.refusalBytes)) }
}
