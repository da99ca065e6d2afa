import HTTPTransport
import Synchronization

@testable import RemoteSources

/// A server in memory that answers by the request.
final class AnsweringServer: HTTPExchanging {
  typealias Answer = (status: Int, headers: [(name: String, value: String)], body: String)

  let answer: @Sendable (HTTPRequest) -> Answer
  let asked = Mutex<[HTTPRequest]>([])

  init(_ answer: @escaping @Sendable (HTTPRequest) -> Answer) {
    self.answer = answer
  }

  func exchange(
    _ request: HTTPRequest, isCancelled: @escaping @Sendable () -> Bool
  ) throws(HTTPError) -> HTTPResponse {
    asked.withLock { $0.append(request) }
    let (status, headers, body) = answer(request)
    return HTTPResponse(
      status: status, headers: HTTPFields(headers), body: WholeBody(Array(body.utf8)),
      address: request.address)
  }
}
