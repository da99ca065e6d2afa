/// Something that happened to a request, for progress and `--verbose`; holds no secret.
package enum HTTPTrace: Sendable {
  /// Why nothing is asked just now.
  package enum WaitReason: Sendable, Hashable {
    /// The server's limit, or the profile's, is near.
    case rateLimit
    /// The server asked for it in `Retry-After`.
    case askedByServer
    /// A failure, before the next attempt.
    case backOff(HTTPError)
  }

  case asked(
    method: HTTPRequest.Method, address: String, headers: [(name: String, value: String)], attempt: Int)
  case answered(status: Int, address: String, bytes: Int, milliseconds: Int)
  case failed(HTTPError, attempt: Int)
  case waiting(WaitReason, nanoseconds: Int64)
  case redirected(from: String, to: String)
}
