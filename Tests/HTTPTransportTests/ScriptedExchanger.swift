import HTTPTransport
import Synchronization

/// Answers in memory, one per request, in order.
final class ScriptedExchanger: HTTPExchanging {
  enum Answer: Sendable {
    case reply(Int, headers: [(name: String, value: String)] = [], body: String = "")
    case failure(HTTPError)
  }

  private let answers: Mutex<[Answer]>
  private let received = Mutex<[HTTPRequest]>([])

  init(_ answers: [Answer]) {
    self.answers = Mutex(answers)
  }

  var requests: [HTTPRequest] { received.withLock { $0 } }

  func exchange(
    _ request: HTTPRequest, isCancelled: @escaping @Sendable () -> Bool
  ) throws(HTTPError) -> HTTPResponse {
    received.withLock { $0.append(request) }
    switch answers.withLock({
      $0.isEmpty ? Answer.failure(.connectionLost(address: "script")) : $0.removeFirst()
    }) {
    case .failure(let error): throw error
    case .reply(let status, let headers, let body):
      return HTTPResponse(
        status: status, headers: HTTPFields(headers), body: ScriptedBody(Array(body.utf8)),
        address: request.address)
    }
  }
}

/// A body in two parts.
final class ScriptedBody: HTTPBody {
  private let parts: Mutex<[[UInt8]]>

  init(_ bytes: [UInt8]) {
    parts = Mutex(
      [Array(bytes.prefix(bytes.count / 2)), Array(bytes.dropFirst(bytes.count / 2))].filter { !$0.isEmpty })
  }

  func next() throws(HTTPError) -> [UInt8]? { parts.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
  func abandon() { parts.withLock { $0 = [] } }
}
