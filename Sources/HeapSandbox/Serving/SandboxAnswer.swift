import NIOCore

/// An answer before it is sent, and how it is to be sent.
struct SandboxAnswer {
  enum Delivery: Hashable {
    case whole
    /// The connection is closed without a word.
    case dropped
    /// Half of the body comes, then the connection is closed; with or without a length that was promised.
    case cut(isChunked: Bool)
    case slow
    /// The body is followed by spaces up to the length of huge bodies.
    case huge
  }

  var status: Int
  var headers: [(name: String, value: String)] = []
  var body: ByteBuffer
  var delivery = Delivery.whole

  /// No answer at all.
  static var dropped: SandboxAnswer {
    var answer = SandboxAnswer(status: 500, body: ByteBuffer())
    answer.delivery = .dropped
    return answer
  }

  init(status: Int, contentType: String = "application/json", body: ByteBuffer) {
    self.status = status
    self.body = body
    headers = [("Content-Type", contentType)]
  }

  init(_ failure: SandboxFailure, isToken: Bool) {
    self.init(status: failure.status, body: ByteBuffer(string: failure.body(isToken: isToken)))
    headers += failure.headers
  }
}
