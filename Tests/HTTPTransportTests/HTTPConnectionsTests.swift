import Dispatch
import HTTPTransport
import Synchronization
import Testing

/// Real sockets, real bytes.
@Suite struct HTTPConnectionsTests {
  private func exchange<Result>(
    _ server: ScriptedServer, _ change: (inout HTTPConnectionOptions) -> Void = { _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false },
    _ body: (HTTPResponse) throws -> Result
  ) throws -> Result {
    var options = HTTPConnectionOptions()
    change(&options)
    let connections = try HTTPConnections(options)
    defer {
      connections.shutdown()
      server.stop()
    }
    let request = HTTPRequest(.get, WebAddress("http://127.0.0.1:\(server.port)/x?token=t0p")!)
    return try body(try connections.exchange(request, isCancelled: isCancelled))
  }

  @Test func `an answer arrives whole`() throws {
    let server = ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello")
    try exchange(server) { response in
      #expect(response.status == 200)
      #expect(response.headers["x-a"] == "b")
      let body = try response.collect(limit: 10).body
      #expect(body == Array("hello".utf8))
    }
    #expect(server.requests.first?.hasPrefix("GET /x?token=t0p HTTP/1.1\r\n") == true)
  }

  @Test func `a body that is cut is an error and no answer`() throws {
    for text in [
      "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "HTTP/1.1 200 OK\r\nContent-",
      "",
    ] {
      #expect {
        try exchange(ScriptedServer(text)) { _ = try $0.collect(limit: 100) }
      } throws: {
        guard case HTTPError.connectionLost(let address) = $0 else { return false }
        return !address.contains("t0p")
      }
    }
  }

  @Test func `what is not HTTP is told`() throws {
    #expect {
      try exchange(ScriptedServer("SSH-2.0-OpenSSH_9.2\r\n\r\n")) { _ = $0.status }
    } throws: {
      guard case HTTPError.malformedAnswer = $0 else { return false }
      return true
    }
  }

  @Test func `a body longer than allowed is not read`() throws {
    let long = String(repeating: "x", count: 300_000)
    #expect(throws: HTTPError.self) {
      try exchange(ScriptedServer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + long)) {
        _ = try $0.collect(limit: 100_000)
      }
    }
  }

  @Test func `silence ends a reading`() throws {
    let server = ScriptedServer([
      .init(pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"], staysOpen: true)
    ])
    #expect {
      try exchange(server, { $0.readTimeout = 100 }) { _ = try $0.collect(limit: 100) }
    } throws: {
      guard case HTTPError.timedOut(.reading, _, 100) = $0 else { return false }
      return true
    }
  }

  @Test func `slow bytes end with the whole time`() throws {
    let server = ScriptedServer([
      .init(
        pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n"] + Array(repeating: "x", count: 40),
        pauseMilliseconds: 50)
    ])
    #expect {
      try exchange(server, { $0.wholeTimeout = 300 }) { _ = try $0.collect(limit: 100) }
    } throws: {
      guard case HTTPError.timedOut(.whole, _, 300) = $0 else { return false }
      return true
    }
  }

  @Test func `nobody listens`() throws {
    let server = ScriptedServer([])
    server.stop()
    let connections = try HTTPConnections()
    defer { connections.shutdown() }
    #expect {
      _ = try connections.exchange(
        HTTPRequest(.get, WebAddress("http://127.0.0.1:\(server.port)/")!), isCancelled: { false })
    } throws: {
      guard case HTTPError.cannotConnect(_, errorNumber: 111) = $0 else { return false }
      return true
    }
  }

  @Test func `cancellation ends a wait for bytes`() throws {
    let server = ScriptedServer([.init(pieces: [], staysOpen: true)])
    let isCancelled = Mutex(false)
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(50)) {
      isCancelled.withLock { $0 = true }
    }
    #expect(throws: HTTPError.cancelled) {
      try exchange(server, isCancelled: { isCancelled.withLock { $0 } }) { _ = $0.status }
    }
  }

  @Test func `a slow reader slows the server down`() throws {
    // Many times what the sockets' own buffers hold.
    let long = String(repeating: "x", count: 16 << 20)
    let server = ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: \(16 << 20)\r\n\r\n" + long)
    var count = 0
    try exchange(server, { $0.readAhead = 1 << 16 }) { response in
      while let part = try response.body.next() {
        #expect(part.count <= 4 << 20)
        count += part.count
      }
    }
    #expect(count == 16 << 20)
  }

  @Test func `a file without certificates is told before anything is asked`() {
    #expect(throws: HTTPError.cannotReadCertificates(path: "/nowhere/ca.pem")) {
      var options = HTTPConnectionOptions()
      options.certificateFile = "/nowhere/ca.pem"
      _ = try HTTPConnections(options)
    }
  }
}
