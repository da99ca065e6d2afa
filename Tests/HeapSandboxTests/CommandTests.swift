import Foundation
import HeapSandbox
import Testing

/// The executable, as a process of its own.
@Suite struct CommandTests {
  /// One run of `heap-sandbox`, which SwiftPM puts beside the tests.
  private final class Run {
    let process = Process()
    private let output = Pipe()
    private let error = Pipe()

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
      let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      process.executableURL = tests.deletingLastPathComponent().appendingPathComponent("heap-sandbox")
      process.arguments = arguments
      process.environment = ["PATH": "/usr/bin:/bin", "COLUMNS": "80"].merging(environment) { $1 }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = error
      try process.run()
    }

    /// The first line, which comes when the server is ready.
    func ready() throws -> [String: Any] {
      var line = Data()
      while !line.contains(10), case let more = output.fileHandleForReading.availableData, !more.isEmpty {
        line += more
      }
      return try JSONSerialization.jsonObject(with: line) as? [String: Any] ?? [:]
    }

    func end() -> (exit: Int32, output: String, error: String) {
      let texts = [output, error].map {
        String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      }
      process.waitUntilExit()
      return (
        process.terminationReason == .uncaughtSignal ? -1 : process.terminationStatus, texts[0], texts[1]
      )
    }
  }

  private static let recipe = RunningSandbox.package + "/datasets/shop.yml"

  @Test(arguments: [SIGTERM, SIGINT])
  func `it says when it is ready, serves, and ends in good order`(number: Int32) async throws {
    let environment = ["HEAP_SANDBOX_CLIENT_ID": "me", "HEAP_SANDBOX_CLIENT_SECRET": "a\"b"]
    let run = try Run(
      ["--recipe", Self.recipe, "--events", "300", "--seed", "7", "--faults", "drop=1"],
      environment: environment)
    let ready = try run.ready()
    #expect(ready["events"] as? Int == 300)
    #expect(ready["client_id"] as? String == "me")
    #expect(ready["client_secret"] as? String == "a\"b")
    let address = try #require(ready["address"] as? String)
    #expect(address.hasPrefix("http://127.0.0.1:"))
    let url = try #require(URL(string: address))
    // A plain connection, to see that the port is open.
    let port = try #require(url.port)
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = in_port_t(port).bigEndian
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    #expect(connected == 0)
    let request = "POST /api/public/v0/auth_token HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    #expect(write(socket, request, request.utf8.count) == request.utf8.count)
    // The fault drops the connection without a byte.
    var byte: UInt8 = 0
    #expect(read(socket, &byte, 1) <= 0)
    kill(run.process.processIdentifier, number)
    let end = run.end()
    #expect(end.exit == 0)
    #expect(end.output == "")
    #expect(end.error.hasPrefix("heap-sandbox: 1 request, 0 pages with 0 rows, 0 tokens,"))
    #expect(end.error.contains("1 fault: drop 1\n"))
  }

  @Test(
    arguments: [
      ([], "--recipe or --data is needed"),
      (["--recipe", "a", "--data", "b"], "exclude each other"),
      (["--recipe", recipe, "--faults", "cuts"], "there is no fault 'cuts'"),
      (["--recipe", recipe, "--faults", "cut=2"], "the share of cut, 2, is not between 0 and 1"),
      (["--recipe", recipe, "--token-lifetime", "5"], "--token-lifetime '5' is not readable"),
      (["--recipe", recipe, "--rate-limit", "5"], "write it like 60/30s"),
      (["--recipe", recipe, "--rate-limit", "0/30s"], "--rate-limit 0 is not between 1 and"),
      (["--recipe", recipe, "--now", "today"], "--now 'today' is not readable"),
      (["--recipe", recipe, "--port", "70000"], "--port 70000 is not between 0 and 65535"),
      (["--recipe", recipe, "--tls-key", "x"], "belong together"),
      (["--recipe", recipe, "--events", "-1"], "--events"),
      (["--recipe", recipe, "--paging", "scroll"], "paging"),
      (["--recipe", recipe, "--late-share", "1.5"], "the share of late-share, 1.5"),
      (["--nonsense"], "nonsense"),
    ] as [([String], String)])
  func `a wrong request is said in words and exits with 2`(arguments: [String], words: String) throws {
    let end = try Run(arguments).end()
    #expect(end.exit == 2)
    #expect(end.output == "")
    #expect(end.error.contains(words), "\(end.error)")
  }

  @Test(
    arguments: [
      (["--recipe", "/nowhere/x.yml"], "cannot read /nowhere/x.yml: No such file or directory"),
      (["--data", "/dev/null"], "there is not one event to serve"),
      (["--recipe", package + "/Makefile"], "this is no recipe"),
      (["--recipe", recipe, "--events", "0"], "there is not one event to serve"),
      (
        ["--recipe", recipe, "--tls-key", "/x.key", "--tls-certificate", "/x.pem"],
        "cannot use /x.pem for TLS"
      ),
    ] as [([String], String)])
  func `what fails is said in words and exits with 1`(arguments: [String], words: String) throws {
    let end = try Run(arguments).end()
    #expect(end.exit == 1)
    #expect(end.output == "")
    #expect(end.error.contains(words), "\(end.error)")
  }

  private static let package = RunningSandbox.package

  @Test func `the help fits a terminal and gives examples`() throws {
    let end = try Run(["--help"]).end()
    #expect(end.exit == 0)
    #expect(end.error == "")
    #expect(end.output.contains("EXAMPLES"))
    #expect(end.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    for kind in FaultKind.allCases { #expect(end.output.contains(kind.rawValue)) }
  }
}
