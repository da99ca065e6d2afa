/// Where an answer sends the question, and what of it may go there.
struct RedirectRule {
  private let followsOtherHosts: Bool
  private let longestChain: Int

  init(_ options: RetryingClient.Options) {
    followsOtherHosts = options.followsOtherHosts
    longestChain = options.longestChain
  }

  /// The request to send next, `nil` where the answer is no redirect.
  func next(
    after response: HTTPResponse, to request: HTTPRequest, count: Int
  ) throws(HTTPError) -> HTTPRequest? {
    guard longestChain > 0, [301, 302, 303, 307, 308].contains(response.status) else { return nil }
    let location = response.headers["location"]
    guard let target = location.flatMap({ request.address.resolving($0) }) else {
      // S3 tells the region of a bucket in a 301 without address; that is the reader's to understand.
      if location == nil { return nil }
      throw refusal(.malformed, response, request, to: "")
    }
    guard count < longestChain else { throw refusal(.tooMany, response, request, to: target.shown) }
    if request.address.scheme == .https && target.scheme == .http {
      throw refusal(.lessSecure, response, request, to: target.shown)
    }
    var next = request
    next.address = target
    let isReading = request.method == .get || request.method == .head
    if !request.address.sharesCredentials(with: target) {
      guard followsOtherHosts, isReading else {
        throw refusal(.otherHost, response, request, to: target.shown)
      }
      next.headers = request.headers.withoutSecrets
    }
    if !isReading && (response.status == 303 || (response.status < 303 && request.method == .post)) {
      next.method = .get
      next.body = []
      next.isIdempotent = request.isIdempotent
    }
    return next
  }

  private func refusal(
    _ fault: HTTPError.RedirectFault, _ response: HTTPResponse, _ request: HTTPRequest, to target: String
  ) -> HTTPError {
    response.body.abandon()
    return .redirectRefused(fault, from: request.address.shown, to: target)
  }
}
