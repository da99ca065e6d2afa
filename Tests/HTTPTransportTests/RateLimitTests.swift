import HTTPTransport
import Testing

@Suite struct RateLimitTests {
  /// 2026-01-01T00:00:00Z.
  private let now: Int64 = 1_767_225_600_000_000

  private func reading(_ pairs: (name: String, value: String)...) -> RateLimitReading {
    RateLimitReading(HTTPFields(pairs), now: now)
  }

  @Test func `both families of headers are read`() {
    let plain = reading(("RateLimit-Limit", "60"), ("RateLimit-Remaining", "3"), ("RateLimit-Reset", "20"))
    #expect(plain.limit == 60 && plain.remaining == 3 && plain.untilReset == 20_000_000_000)
    let old = reading(
      ("X-RateLimit-Limit", "60"), ("X-RateLimit-Remaining", "3"), ("X-RateLimit-Reset", "1767225620"))
    #expect(old.limit == 60 && old.remaining == 3 && old.untilReset == 20_000_000_000)
    let combined = reading(("RateLimit", "\"default\";r=50;t=30"))
    #expect(combined.remaining == 50 && combined.untilReset == 30_000_000_000)
    let draft = reading(("RateLimit", "limit=100, remaining=50, reset=30"))
    #expect(draft.limit == 100 && draft.remaining == 50 && draft.untilReset == 30_000_000_000)
  }

  @Test func `Retry-After is seconds or a date by the server's clock`() {
    #expect(reading(("Retry-After", "7")).retryAfter == 7_000_000_000)
    // The server's clock is an hour ahead of ours; it asks for ten seconds.
    let skewed = reading(
      ("Date", "Thu, 01 Jan 2026 01:00:00 GMT"), ("Retry-After", "Thu, 01 Jan 2026 01:00:10 GMT"))
    #expect(skewed.retryAfter == 10_000_000_000)
    #expect(skewed.skew == 3_600_000_000)
    #expect(reading(("Retry-After", "soon")).retryAfter == nil)
    #expect(reading(("Retry-After", "-5")).retryAfter == nil)
    #expect(reading(("Retry-After", "1e300")).retryAfter == nil)
  }

  @Test func `dates of HTTP are read`() {
    #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
    #expect(HTTPDate.seconds("Thu, 29 Feb 2024 00:00:00 GMT") == 1_709_164_800)
    for text in [
      "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Xyz 1994 08:49:37 GMT",
    ] {
      #expect(HTTPDate.seconds(text) == nil)
    }
  }

  @Test func `requests slow down before the limit is met`() {
    let clock = ManualRequestClock(wall: now)
    let pacing = RequestPacing(ratePerSecond: nil, burst: 1, clock: clock)
    _ = pacing.acquire(isCancelled: { false }, onWait: { _, _ in })
    // 10 of 100 are left for the next 20 seconds: 10 requests must not come at once.
    pacing.finish(
      reading(("RateLimit-Limit", "100"), ("RateLimit-Remaining", "10"), ("RateLimit-Reset", "20")))
    var longest: Int64 = 0
    for _ in 0..<10 {
      longest = max(longest, pacing.acquire(isCancelled: { false }, onWait: { _, _ in }) ?? -1)
      pacing.finish(nil)
    }
    #expect(longest > 1_000_000_000)
    #expect(clock.monotonic <= 20_000_000_000)
    // Nothing is left: the next one waits for the new window.
    _ = pacing.acquire(isCancelled: { false }, onWait: { _, _ in })
    #expect(clock.monotonic >= 20_000_000_000)
  }

  @Test func `a bucket holds back what a profile promises`() {
    let clock = ManualRequestClock(wall: now)
    let pacing = RequestPacing(ratePerSecond: 2, burst: 3, clock: clock)
    for _ in 0..<11 { _ = pacing.acquire(isCancelled: { false }, onWait: { _, _ in }) }
    // Three at once, eight more at two a second.
    #expect(clock.monotonic >= 3_900_000_000 && clock.monotonic <= 4_200_000_000)
  }

  @Test func `one answer that asks to wait holds back everyone`() {
    let clock = ManualRequestClock(wall: now)
    let pacing = RequestPacing(ratePerSecond: nil, burst: 1, clock: clock)
    _ = pacing.acquire(isCancelled: { false }, onWait: { _, _ in })
    pacing.finish(reading(("Retry-After", "9")))
    #expect(pacing.acquire(isCancelled: { false }, onWait: { _, _ in }) == 9_000_000_000)
    #expect(pacing.acquire(isCancelled: { true }, onWait: { _, _ in }) == nil)
  }
}
