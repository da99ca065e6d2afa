import EventModel
import HeapSandbox
import NIOHTTP1
import Testing

/// Who gets a token, and what it is good for.
@Suite struct TokenTests {
  @Test func `the right credentials get a token that opens the data`() async throws {
    try await RunningSandbox.with { running in
      for body in ["grant_type=client_credentials", ""] {
        let reply = try await running.askForToken(body: body)
        #expect(reply.status == 200)
        #expect(reply.headers.first(name: "Cache-Control") == "no-store")
        let object = try reply.object()
        #expect(object["token_type"] as? String == "Bearer")
        #expect(object["expires_in"] as? Int == 300)
      }
      #expect(try await running.get("events", try await running.bearer()).status == 200)
      #expect(running.sandbox.statistics.tokensGiven == 3)
    }
  }

  @Test func `a token answer can be as bare as Heap documents it`() async throws {
    var options = SandboxOptions()
    options.tellsTokenLifetime = false
    try await RunningSandbox.with(nil, options) { running in
      let object = try await running.askForToken().object()
      #expect(object.keys.sorted() == ["access_token"])
    }
  }

  @Test(arguments: ["Basic d3Jvbmc6d3Jvbmc=", "Basic", "Bearer x", nil])
  func `wrong credentials are refused in Heap's envelope`(authorization: String?) async throws {
    try await RunningSandbox.with { running in
      let reply = try await running.send(
        .POST, "/api/public/v0/auth_token", authorization: authorization)
      #expect(reply.status == 401)
      #expect((try reply.object()["err"] as? [String: Any])?["message"] != nil)
      #expect(running.sandbox.statistics.refusedTokens == 1)
      #expect(running.sandbox.statistics.tokensGiven == 0)
    }
  }

  @Test func `another grant type or method is refused`() async throws {
    try await RunningSandbox.with { running in
      let grant = try await running.askForToken(body: "grant_type=password")
      #expect(grant.status == 400)
      #expect(try grant.code() == "unsupported_grant_type")
      let method = try await running.send(
        .GET, "/api/public/v0/auth_token", authorization: running.basic)
      #expect(method.status == 405)
      #expect(method.headers.first(name: "Allow") == "POST")
    }
  }

  @Test func `a token ends after its lifetime, and others live on`() async throws {
    let clock = ManualSandboxClock(.at("2026-06-01T00:00:00Z"))
    var options = SandboxOptions()
    options.clock = clock
    options.tokenLifetime = .seconds(60)
    try await RunningSandbox.with(nil, options) { running in
      let first = try await running.bearer()
      clock.advance(by: .seconds(59))
      let second = try await running.bearer()
      #expect(try await running.get("events", first).status == 200)
      clock.advance(by: .seconds(1))
      let late = try await running.get("events", first)
      #expect(late.status == 401)
      #expect(try late.code() == "token_expired")
      #expect(late.headers.first(name: "WWW-Authenticate")?.hasPrefix("Bearer") == true)
      #expect(try await running.get("events", second).status == 200)
    }
  }

  @Test func `no token and an unknown one are told apart`() async throws {
    try await RunningSandbox.with { running in
      let missing = try await running.send(.GET, "/sandbox/v1/events")
      #expect(missing.status == 401)
      #expect(try missing.code() == "token_missing")
      let unknown = try await running.get("events", "Bearer 0123")
      #expect(unknown.status == 401)
      #expect(try unknown.code() == "token_unknown")
    }
  }
}
