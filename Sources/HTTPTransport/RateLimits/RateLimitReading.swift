/// What the header of an answer says about how much more may be asked.
///
/// Read are `RateLimit-Limit`, `-Remaining`, `-Reset` and the combined `RateLimit` of the IETF drafts
/// (draft-ietf-httpapi-ratelimit-headers), the same names behind `X-` and as `X-Rate-Limit-…`, and `Retry-After` in
/// seconds or as a date (RFC 9110, 10.2.3). What cannot be read is taken as not said.
package struct RateLimitReading: Sendable, Hashable {
  /// Requests per window.
  package var limit: Int?
  /// Requests left in the window.
  package var remaining: Int?
  /// Nanoseconds until the window begins anew.
  package var untilReset: Int64?
  /// Nanoseconds to wait before anything else is asked.
  package var retryAfter: Int64?
  /// The server's clock less ours, in microseconds, from its `Date`; good to a second.
  package var skew: Int64?

  /// Nothing is said for longer than this; what claims to be is a mistake.
  private static let longestSeconds: Double = 366 * 86_400

  /// Reads `headers` of an answer that came at `now`, in microseconds since 1970 by our clock.
  ///
  /// Instants are set against the server's own clock where it tells it, so that a wrong clock on either side
  /// lengthens no wait.
  package init(_ headers: HTTPFields, now: Int64) {
    let date = headers["date"].flatMap(HTTPDate.seconds)
    skew = date.map { $0 * 1_000_000 - now }
    let serverNow = date.map(Double.init) ?? Double(now) / 1_000_000
    for prefix in ["ratelimit-", "x-ratelimit-", "x-rate-limit-"] where limit == nil && remaining == nil {
      limit = headers[prefix + "limit"].flatMap(Self.count)
      remaining = headers[prefix + "remaining"].flatMap(Self.count)
      untilReset = headers[prefix + "reset"].flatMap { Self.wait($0, serverNow: serverNow) }
    }
    if let combined = headers["ratelimit"], remaining == nil { readCombined(combined) }
    retryAfter = headers["retry-after"].flatMap { text in
      HTTPDate.seconds(text).map { Self.nanoseconds(max(0, Double($0) - serverNow)) ?? 0 }
        ?? Double(text).flatMap { $0 >= 0 ? Self.nanoseconds($0) : nil }
    }
  }

  /// `"default";r=50;t=30` or `limit=100, remaining=50, reset=30`.
  private mutating func readCombined(_ text: String) {
    for part in text.split(whereSeparator: { $0 == ";" || $0 == "," }) {
      let pair = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\"" } }
      guard pair.count == 2 else { continue }
      switch pair[0].lowercased() {
      case "limit", "q": limit = Self.count(pair[1])
      case "remaining", "r": remaining = Self.count(pair[1])
      case "reset", "t": untilReset = Double(pair[1]).flatMap(Self.nanoseconds)
      default: break
      }
    }
  }

  /// The first whole number of a field: `100, 100;w=60` says 100.
  private static func count(_ text: String) -> Int? {
    Int(text.prefix { $0.isASCII && $0.isNumber })
  }

  /// A reset in seconds from now, or as an instant in seconds or milliseconds since 1970.
  private static func wait(_ text: String, serverNow: Double) -> Int64? {
    guard let number = Double(text), number >= 0 else {
      return HTTPDate.seconds(text).flatMap { nanoseconds(max(0, Double($0) - serverNow)) }
    }
    if number > 100_000_000_000 { return nanoseconds(max(0, number / 1000 - serverNow)) }
    if number > 1_000_000_000 { return nanoseconds(max(0, number - serverNow)) }
    return nanoseconds(number)
  }

  private static func nanoseconds(_ seconds: Double) -> Int64? {
    guard seconds.isFinite, seconds >= 0, seconds <= longestSeconds else { return nil }
    return Int64(seconds * 1_000_000_000)
  }
}
