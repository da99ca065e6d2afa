/// What is asked of a server.
package struct HTTPRequest: Sendable {
  /// The verbs sources need.
  package enum Method: String, Sendable, Hashable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
    case patch = "PATCH"
  }

  package var method: Method
  package var address: WebAddress
  package var headers: HTTPFields
  package var body: [UInt8]
  /// Whether asking twice is the same as asking once, so that it may be tried again.
  ///
  /// By the verb, unless said otherwise: a `POST` that only asks a question is idempotent too.
  package var isIdempotent: Bool

  package init(
    _ method: Method = .get, _ address: WebAddress, headers: HTTPFields = HTTPFields(), body: [UInt8] = [],
    isIdempotent: Bool? = nil
  ) {
    self.method = method
    self.address = address
    self.headers = headers
    self.body = body
    self.isIdempotent = isIdempotent ?? (method != .post && method != .patch)
  }
}
