import HTTPTransport
import Testing

@Suite struct RedirectTests {
  private func fetch(
    _ from: String, _ answers: [ScriptedExchanger.Answer], method: HTTPRequest.Method = .get,
    followsOtherHosts: Bool = false
  ) throws -> [HTTPRequest] {
    let exchanger = ScriptedExchanger(answers)
    var options = RetryingClient.Options()
    options.followsOtherHosts = followsOtherHosts
    let client = RetryingClient(over: exchanger, options: options, clock: ManualRequestClock())
    var headers = HTTPFields()
    headers.append("Authorization", "Bearer s3cret")
    headers.append("Accept", "application/json")
    let request = HTTPRequest(method, WebAddress(from)!, headers: headers, body: [], isIdempotent: true)
    _ = try client.fetch(request, limit: 100)
    return exchanger.requests
  }

  private func moved(to location: String) -> ScriptedExchanger.Answer {
    .reply(307, headers: [("Location", location)])
  }

  @Test func `the same host is followed with credentials`() throws {
    let requests = try fetch("https://a.example/x?y=1", [moved(to: "/z?y=2"), .reply(200)])
    #expect(requests.map(\.address.text) == ["https://a.example/x?y=1", "https://a.example/z?y=2"])
    #expect(requests[1].headers["authorization"] == "Bearer s3cret")
  }

  @Test(arguments: [
    "https://b.example/x", "https://a.example:8443/x", "//b.example/x", "https://a.example.evil.example/",
  ])
  func `another host gets nothing`(_ location: String) {
    #expect {
      _ = try fetch("https://a.example/x", [moved(to: location), .reply(200)])
    } throws: {
      guard case HTTPError.redirectRefused(.otherHost, _, _) = $0 else { return false }
      return true
    }
  }

  @Test func `where other hosts are allowed they get no credentials`() throws {
    let requests = try fetch(
      "https://a.example/x", [moved(to: "https://b.example/x"), .reply(200)], followsOtherHosts: true)
    #expect(requests[1].address.host == "b.example")
    #expect(requests[1].headers["authorization"] == nil)
    #expect(requests[1].headers["accept"] == "application/json")
  }

  @Test func `a post is never sent to another host`() {
    #expect(throws: HTTPError.self) {
      _ = try fetch(
        "https://a.example/x", [moved(to: "https://b.example/x"), .reply(200)], method: .post,
        followsOtherHosts: true)
    }
  }

  @Test func `TLS is never left`() {
    #expect {
      _ = try fetch(
        "https://a.example/x", [moved(to: "http://a.example/x"), .reply(200)], followsOtherHosts: true)
    } throws: {
      guard case HTTPError.redirectRefused(.lessSecure, _, _) = $0 else { return false }
      return true
    }
  }

  @Test func `a circle ends`() {
    #expect {
      _ = try fetch("https://a.example/x", Array(repeating: moved(to: "/x"), count: 9))
    } throws: {
      guard case HTTPError.redirectRefused(.tooMany, _, _) = $0 else { return false }
      return true
    }
  }
}
