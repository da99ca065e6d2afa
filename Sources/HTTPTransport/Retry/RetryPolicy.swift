/// How often, how long and with which pauses a question is asked again.
///
/// Pauses grow exponentially with full jitter: each is a random share of the cap that doubles with every attempt
/// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). What the server itself asks for in
/// `Retry-After` is the least that is waited.
package struct RetryPolicy: Sendable {
  /// Attempts at most, the first included.
  package var attempts = 8
  /// The cap of the first pause, in nanoseconds.
  package var firstPause: Int64 = 500_000_000
  /// The cap no pause's cap outgrows, in nanoseconds.
  package var longestPause: Int64 = 60_000_000_000
  /// From the first attempt to the end of the last, pauses included, in nanoseconds.
  package var deadline: Int64 = 15 * 60 * 1_000_000_000
  /// The longest wait that a server's `Retry-After` is given; asking for more ends the question at once.
  package var longestAsked: Int64 = 10 * 60 * 1_000_000_000
  /// Statuses that are asked again.
  package var retriedStatuses: Set<Int> = [429, 500, 502, 503, 504]

  package init() {}

  /// The pause after the `attempt`-th failure, counted from 1.
  package func pause(afterAttempt attempt: Int, using random: inout some RandomNumberGenerator) -> Int64 {
    let doublings = min(max(attempt - 1, 0), 40)
    let (scaled, overflow) = max(0, firstPause).multipliedReportingOverflow(by: 1 << Int64(doublings))
    let cap = overflow ? longestPause : min(scaled, longestPause)
    return cap <= 0 ? 0 : Int64.random(in: 0...cap, using: &random)
  }
}
