import AsyncHTTPClient
import Foundation
import HeapSandbox
import NIOSSL
import NIOCore
import NIOHTTP1
import Testing

/// Ports, connections and TLS.
@Suite struct ServingTests {
  @Test func `a sandbox serves from start to stop, once`() async throws {
    let sandbox = try HeapSandbox(try RunningSandbox.shop(50))
    #expect(sandbox.port == nil)
    #expect(sandbox.address == nil)
    #expect(sandbox.eventCount == 50)
    try await sandbox.start()
    let port = try #require(sandbox.port)
    #expect(sandbox.address == "http://127.0.0.1:\(port)")
    await #expect(throws: SandboxError.alreadyStarted) { try await sandbox.start() }
    let address = try #require(sandbox.address)
    let client = HTTPClient(eventLoopGroupProvider: .singleton)
    let reply = try await client.execute(
      HTTPClientRequest(url: address + "/"), timeout: RunningSandbox.patience)
    #expect(reply.status == .notFound)
    // The connection is kept alive, and yet stop returns.
    await sandbox.stop()
    #expect(sandbox.port == nil)
    await #expect(throws: (any Error).self) {
      try await client.execute(HTTPClientRequest(url: address + "/"), timeout: RunningSandbox.patience)
    }
    await sandbox.stop()
    await #expect(throws: SandboxError.alreadyStarted) { try await sandbox.start() }
    try await client.shutdown()
  }

  @Test func `a port that is taken is an error that names it`() async throws {
    try await RunningSandbox.with(try RunningSandbox.shop(50)) { running in
      var options = SandboxOptions()
      options.port = try #require(running.sandbox.port)
      let second = try HeapSandbox(try RunningSandbox.shop(50), options: options)
      let error = await #expect(throws: SandboxError.self) { try await second.start() }
      guard case .cannotListen(let port, _) = error else {
        Issue.record("not about the port: \(String(describing: error))")
        return
      }
      #expect(port == options.port)
    }
  }

  @Test func `two sandboxes have credentials of their own`() async throws {
    try await RunningSandbox.with(try RunningSandbox.shop(50)) { one in
      try await RunningSandbox.with(try RunningSandbox.shop(50)) { other in
        #expect(one.sandbox.credentials != other.sandbox.credentials)
        #expect(one.address != other.address)
        let reply = try await other.send(.POST, "/api/public/v0/auth_token", authorization: one.basic)
        #expect(reply.status == 401)
      }
    }
  }

  @Test func `a body that is too long for a token call ends the connection, not the server`() async throws {
    try await RunningSandbox.with(try RunningSandbox.shop(50)) { running in
      let long = String(repeating: "x", count: 100_000)
      _ = try? await running.askForToken(body: long)
      let next = try await running.askForToken()
      #expect(next.status == 200)
    }
  }

  /// Certificates of a fresh authority, in a directory that goes with the value.
  private final class Certificates {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sandbox-tls-" + UUID().uuidString
    ).path

    init() throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: RunningSandbox.package + "/scripts/test-certificates")
      process.arguments = [directory]
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func path(_ name: String) -> String { directory + "/" + name }
  }

  @Test func `over TLS only who trusts the authority is served`() async throws {
    let certificates = try Certificates()
    let strangers = try Certificates()
    var options = SandboxOptions()
    options.certificateFile = certificates.path("server.pem")
    options.keyFile = certificates.path("server.key")
    let trusted = certificates.path("ca.pem")
    try await RunningSandbox.with(try RunningSandbox.shop(200), options, trusting: trusted) { running in
      #expect(running.address.hasPrefix("https://localhost:"))
      let token = try await running.bearer()
      #expect(try await running.all("events", token, paging: .link, limit: 50).count == 200)
      #expect(
        try await running.send(.GET, running.address.replacing("localhost", with: "127.0.0.1")).status == 404)
    }
    for other in [strangers.path("ca.pem"), nil] {
      try await RunningSandbox.with(try RunningSandbox.shop(50), options, trusting: other) { running in
        await #expect(throws: (any Error).self) { try await running.askForToken() }
        #expect(running.sandbox.statistics.requests == 0)
      }
    }
    try await RunningSandbox.with(try RunningSandbox.shop(50), options) { running in
      await #expect(throws: (any Error).self) {
        try await running.send(.GET, running.address.replacing("https", with: "http"))
      }
    }
  }

  @Test func `faults cut connections over TLS too`() async throws {
    let certificates = try Certificates()
    var options = SandboxOptions()
    options.certificateFile = certificates.path("server.pem")
    options.keyFile = certificates.path("server.key")
    options.faults.shares = [.cut: 1]
    try await RunningSandbox.with(
      try RunningSandbox.shop(50), options, trusting: certificates.path("ca.pem")
    ) { running in
      await #expect(throws: (any Error).self) { try await running.askForToken() }
      let second = try await running.askForToken()
      #expect(second.status == 200)
    }
  }

  @Test func `a key that is not the certificate's is refused`() async throws {
    let (one, other) = (try Certificates(), try Certificates())
    var options = SandboxOptions()
    options.certificateFile = one.path("server.pem")
    options.keyFile = other.path("server.key")
    let sandbox = try HeapSandbox(try RunningSandbox.shop(10), options: options)
    let error = await #expect(throws: SandboxError.self) { try await sandbox.start() }
    guard case .unreadableTLSFile(other.path("server.key"), _) = error else {
      Issue.record("not about the key: \(String(describing: error))")
      return
    }
  }

  @Test func `stopping does not wait for an answer that takes long`() async throws {
    var options = SandboxOptions()
    options.faults = SandboxFaults([.slow: 1], slowPause: .seconds(60))
    try await RunningSandbox.with(try RunningSandbox.shop(50), options) { running in
      let asking = Task { try await running.askForToken() }
      while running.sandbox.statistics.requests == 0 { try await Task.sleep(for: .milliseconds(5)) }
      await running.sandbox.stop()
      await #expect(throws: (any Error).self) { _ = try await asking.value }
    }
  }

  @Test func `TLS files that cannot be used are named`() throws {
    var options = SandboxOptions()
    options.certificateFile = "/nowhere/server.pem"
    #expect(throws: SandboxError.incompleteTLS) {
      try HeapSandbox(try RunningSandbox.shop(10), options: options)
    }
    options.keyFile = "/nowhere/server.key"
    let error = #expect(throws: SandboxError.self) {
      try HeapSandbox(try RunningSandbox.shop(10), options: options)
    }
    guard case .unreadableTLSFile(let path, _) = error else {
      Issue.record("not about the file: \(String(describing: error))")
      return
    }
    #expect(path == "/nowhere/server.pem")
  }
}
