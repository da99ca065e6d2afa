/// Why a request is not answered with rows.
///
/// The messages are part of what the server says over HTTP, not of what any of our own programs print.
struct SandboxFailure: Error {
  var status: Int
  var code: String
  var message: String
  var headers: [(name: String, value: String)] = []

  static func parameter(_ name: String, _ problem: String) -> SandboxFailure {
    SandboxFailure(status: 400, code: "invalid_parameter", message: "\(name): \(problem)")
  }

  static func cursor(_ problem: String) -> SandboxFailure {
    SandboxFailure(status: 400, code: "invalid_cursor", message: problem)
  }

  static let cursorExpired = SandboxFailure(
    status: 410, code: "cursor_expired", message: "The cursor is too old; start the range again.")

  static func token(_ code: String, _ problem: String) -> SandboxFailure {
    SandboxFailure(
      status: 401, code: code, message: problem, headers: [("WWW-Authenticate", "Bearer realm=\"sandbox\"")])
  }

  static func timeout(isGateway: Bool) -> SandboxFailure {
    SandboxFailure(
      status: isGateway ? 504 : 408, code: "timeout", message: "The query took too long; ask for less.")
  }

  static let notFound = SandboxFailure(status: 404, code: "not_found", message: "There is no such path.")

  /// The answer's body; `err` is what the token call names it.
  func body(isToken: Bool) -> String {
    isToken
      ? "{\"err\":{\"code\":\(code.asJSON),\"message\":\(message.asJSON)}}"
      : "{\"error\":{\"code\":\(code.asJSON),\"message\":\(message.asJSON)}}"
  }
}

extension SandboxFailure {
  static func method(_ allowed: String) -> SandboxFailure {
    SandboxFailure(
      status: 405, code: "method_not_allowed", message: "Only \(allowed) is allowed here.",
      headers: [("Allow", allowed)])
  }

  static func tooManyRequests(_ headers: [(name: String, value: String)]) -> SandboxFailure {
    SandboxFailure(status: 429, code: "rate_limited", message: "Too many requests.", headers: headers)
  }
}
