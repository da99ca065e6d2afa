import HTTPTransport
import Synchronization
import Testing

@Suite struct RetryTests {
  private let address = WebAddress("https://api.example.com/v1/events")!

  private func client(
    _ exchanger: ScriptedExchanger, _ clock: ManualRequestClock, attempts: Int = 8,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    pacing: RequestPacing? = nil
  ) -> RetryingClient {
    var options = RetryingClient.Options()
    options.policy.attempts = attempts
    return RetryingClient(
      over: exchanger, options: options, pacing: pacing, clock: clock, isCancelled: isCancelled)
  }

  @Test func `a question is asked until it is answered`() throws {
    let clock = ManualRequestClock()
    let exchanger = ScriptedExchanger([
      .failure(.connectionLost(address: "a")), .reply(503), .reply(500),
      .failure(.timedOut(.reading, address: "a", milliseconds: 1)), .reply(200, body: "rows"),
    ])
    let reply = try client(exchanger, clock).fetch(HTTPRequest(.get, address), limit: 100)
    #expect(String(decoding: reply.body, as: UTF8.self) == "rows")
    #expect(exchanger.requests.count == 5)
    #expect(clock.waits.count == 4)
  }

  @Test func `a server that repeats secrets does not get them shown`() {
    let clock = ManualRequestClock()
    let body = String(repeating: "x", count: 180) + " Bearer t0ken-of-many-letters and s3cret"
    for status in [400, 503] {
      var request = HTTPRequest(.get, address)
      request.headers.append("Authorization", "Bearer t0ken-of-many-letters")
      var options = RetryingClient.Options()
      options.policy.attempts = 2
      options.secrets = ["s3cret"]
      let traces = Mutex<[String]>([])
      let client = RetryingClient(
        over: ScriptedExchanger(Array(repeating: .reply(status, body: body), count: 2)), options: options,
        clock: clock, onTrace: { trace in traces.withLock { $0.append("\(trace)") } })
      var shown: [String] = []
      do {
        _ = try client.fetch(request, limit: 1 << 20) {
          (reply) throws(HTTPError) -> RetryingClient.Verdict<Int> in
          throw reply.unexpectedStatus
        }
      } catch {
        shown.append("\(error)")
      }
      shown += traces.withLock { $0 }
      #expect(shown.contains { $0.contains("(secret)") })
      for text in shown { #expect(!text.contains("t0ken") && !text.contains("s3cret"), "\(text)") }
    }
  }

  @Test func `pauses stay under caps that double`() throws {
    let clock = ManualRequestClock()
    let exchanger = ScriptedExchanger(Array(repeating: .reply(503), count: 8))
    #expect(throws: HTTPError.self) {
      try client(exchanger, clock).fetch(HTTPRequest(.get, address), limit: 100)
    }
    for (index, wait) in clock.waits.enumerated() { #expect(wait <= 500_000_000 << index) }
    #expect(clock.waits.count == 7)
    // Full jitter: no two of seven random pauses are alike.
    #expect(Set(clock.waits).count == 7)
  }

  @Test func `what the server asks for is the least that is waited`() throws {
    let clock = ManualRequestClock()
    let exchanger = ScriptedExchanger([.reply(429, headers: [("Retry-After", "30")]), .reply(200)])
    _ = try client(exchanger, clock).fetch(HTTPRequest(.get, address), limit: 100)
    #expect(clock.waits.first! >= 30_000_000_000)
  }

  @Test func `a wait of days ends the question`() {
    let clock = ManualRequestClock()
    let exchanger = ScriptedExchanger([.reply(429, headers: [("Retry-After", "172800")]), .reply(200)])
    #expect(throws: HTTPError.self) {
      try client(exchanger, clock).fetch(HTTPRequest(.get, address), limit: 100)
    }
    #expect(exchanger.requests.count == 1)
  }

  @Test func `what is not idempotent is asked once unless it was never asked`() throws {
    let clock = ManualRequestClock()
    let lost = ScriptedExchanger([.failure(.connectionLost(address: "a")), .reply(200)])
    #expect(throws: HTTPError.connectionLost(address: "a")) {
      try client(lost, clock).fetch(HTTPRequest(.post, address), limit: 100)
    }
    #expect(lost.requests.count == 1)
    let refused = ScriptedExchanger([.failure(.cannotConnect(address: "a", errorNumber: 111)), .reply(200)])
    _ = try client(refused, clock).fetch(HTTPRequest(.post, address), limit: 100)
    #expect(refused.requests.count == 2)
  }

  @Test func `errors that time does not mend are told at once`() {
    for error in [
      HTTPError.insecure(address: "a", reason: "no"), .bodyTooLarge(address: "a", limit: 1),
      .malformedAddress("a"),
    ] {
      let exchanger = ScriptedExchanger([.failure(error), .reply(200)])
      #expect(throws: error) {
        try client(exchanger, ManualRequestClock()).fetch(HTTPRequest(.get, address), limit: 100)
      }
      #expect(exchanger.requests.count == 1)
    }
  }

  @Test func `a body over the limit is an error before it is read`() {
    let exchanger = ScriptedExchanger([.reply(200, body: "123456")])
    #expect(throws: HTTPError.bodyTooLarge(address: address.shown, limit: 5)) {
      try client(exchanger, ManualRequestClock()).fetch(HTTPRequest(.get, address), limit: 5)
    }
  }

  @Test func `an answer its reader cannot use is asked for again`() throws {
    let exchanger = ScriptedExchanger([.reply(200, body: "half"), .reply(200, body: "whole")])
    let text = try client(exchanger, ManualRequestClock()).fetch(HTTPRequest(.get, address), limit: 100) {
      reply throws(HTTPError) -> RetryingClient.Verdict<String> in
      let text = String(decoding: reply.body, as: UTF8.self)
      return text == "whole" ? .accept(text) : .retry(.unusableAnswer(address: "a", reason: "half"))
    }
    #expect(text == "whole")
  }

  @Test func `cancellation ends a wait`() {
    let exchanger = ScriptedExchanger([.reply(503), .reply(200)])
    let isCancelled = Mutex(false)
    #expect(throws: HTTPError.cancelled) {
      try client(exchanger, ManualRequestClock(), isCancelled: { isCancelled.withLock { $0 } })
        .fetch(
          HTTPRequest(.get, address), limit: 1,
          prepare: { _ throws(HTTPError) in isCancelled.withLock { $0 = true } }, read: { .accept($0.status) }
        )
    }
  }

  @Test func `a deadline ends attempts that are left`() {
    let clock = ManualRequestClock()
    let exchanger = ScriptedExchanger(
      Array(repeating: .reply(503, headers: [("Retry-After", "400")]), count: 8))
    #expect {
      try client(exchanger, clock).fetch(HTTPRequest(.get, address), limit: 100)
    } throws: {
      guard case HTTPError.gaveUp(let attempts, _, _) = $0 else { return false }
      // Three waits of 400 s do not fit into 15 minutes.
      return attempts == 3
    }
  }
}
