/// Sends one request and hands back the head of its answer: no second attempt, no redirect.
///
/// ``HTTPConnections`` is the one that uses the network; tests put scripted answers in its place.
package protocol HTTPExchanging: Sendable {
  /// Waits for the head; ends within 100 ms of a cancellation.
  func exchange(
    _ request: HTTPRequest, isCancelled: @escaping @Sendable () -> Bool
  ) throws(HTTPError) -> HTTPResponse
}
