import Foundation
import TestSupport
import Testing

/// `scripts/demo`, with the executables that the tests were built with and fewer events.
@Suite struct DemoTests {
  /// One run of the demo in a directory of its own.
  private final class Run {
    let process = Process()
    private let directory: TemporaryDirectory
    private let output: FileHandle

    init(in directory: TemporaryDirectory, programs: String? = nil) throws {
      self.directory = directory
      let file = try directory.write("", to: "output")
      output = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
      let package = TestFiles.ancestor(of: #filePath, steps: 4)
      process.executableURL = URL(fileURLWithPath: package + "/scripts/demo")
      process.environment = [
        "PATH": "/usr/bin:/bin", "COLUMNS": "80", "SOJOURN_DEMO_EVENTS": "5000",
        "SOJOURN_DEMO_FOLDER": directory.path("demo"),
        "SOJOURN_DEMO_PROGRAMS": programs ?? CommandLineRun.executable.deletingLastPathComponent().path,
      ]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = output
      try process.run()
    }

    var text: String { (try? directory.text(of: "output")) ?? "" }

    /// The port that the demo says it serves at.
    var port: UInt16? {
      text.firstMatch(of: #/serving at http://127\.0\.0\.1:(\d+)/#).flatMap { UInt16($0.1) }
    }

    func end() -> (exit: Int32, text: String) {
      process.waitUntilExit()
      return (process.terminationStatus, text)
    }
  }

  /// Whether somebody still listens at a port.
  private static func isServed(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = in_port_t(port).bigEndian
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  @Test func `the demo reads over HTTP, answers its questions, and does not read twice`() throws {
    let directory = try TemporaryDirectory()
    let first = try Run(in: directory)
    let firstEnd = first.end()
    #expect(firstEnd.exit == 0, "\(firstEnd.text)")
    #expect(firstEnd.text.contains("5000 events from datasets/shop.yml over HTTP"))
    #expect(firstEnd.text.contains("2 of 2 funnels agree"))
    for question in [
      "funnel product_view -> add_to_cart", "journeys from product_view", "experiment checkout",
    ] {
      #expect(firstEnd.text.contains(question), "\(question)")
    }
    #expect(firstEnd.text.contains("Go on asking with"))
    #expect(!Self.isServed(try #require(first.port)))
    let second = try Run(in: directory).end()
    #expect(second.exit == 0, "\(second.text)")
    #expect(second.text.contains("\n  0 rows read"), "\(second.text)")
  }

  @Test func `a store of another recipe is built anew`() throws {
    let directory = try TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.path("demo/store/snapshots"), withIntermediateDirectories: true)
    try directory.write("something else", to: "demo/recipe.yml")
    try directory.write("not a manifest", to: "demo/store/snapshots/00000001.json")
    let end = try Run(in: directory).end()
    #expect(end.exit == 0, "\(end.text)")
    #expect(end.text.contains("so it is built anew"))
  }

  /// A directory of programs: the real server, and `script` in place of `sojourn`.
  private static func programs(_ script: String, in directory: TemporaryDirectory) throws -> String {
    let programs = directory.path("programs")
    try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
    let built = CommandLineRun.executable.deletingLastPathComponent().path
    try FileManager.default.createSymbolicLink(
      atPath: programs + "/heap-sandbox", withDestinationPath: built + "/heap-sandbox")
    let sojourn = try directory.write("#!/bin/sh\n" + script + "\n", to: "programs/sojourn")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sojourn)
    return programs
  }

  @Test func `the server is stopped when reading fails`() throws {
    let directory = try TemporaryDirectory()
    let run = try Run(in: directory, programs: try Self.programs("exit 7", in: directory))
    #expect(run.end().exit == 7)
    #expect(!Self.isServed(try #require(run.port)))
  }

  @Test func `the server is stopped when the demo is`() throws {
    let directory = try TemporaryDirectory()
    // Reading takes until it is told to go on, so that the demo is stopped amid it for certain.
    let waiting = "while [ ! -e '\(directory.path("go"))' ]; do sleep 0.05; done"
    let run = try Run(in: directory, programs: try Self.programs(waiting, in: directory))
    while run.port == nil, run.process.isRunning { usleep(20_000) }
    let port = try #require(run.port)
    #expect(Self.isServed(port))
    run.process.terminate()
    try directory.write("", to: "go")
    #expect(run.end().exit == 143)
    #expect(!Self.isServed(port))
  }

  @Test func `a server that cannot start ends the demo`() throws {
    let directory = try TemporaryDirectory()
    let end = try Run(in: directory, programs: directory.path("nowhere")).end()
    #expect(end.exit == 1)
    #expect(end.text.contains("demo: the server has ended before it was ready"))
  }
}
