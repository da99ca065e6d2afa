import Foundation

/// A directory that is removed with its content when the value is no longer used.
final class TemporaryDirectory {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("sojourn-tests-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    try data.write(to: url.appendingPathComponent(name))
    return path(name)
  }

  func text(of name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The names in a directory inside of this one, sorted; none if it is not there.
  func names(in name: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(name))) ?? []).sorted()
  }

  /// Runs `sojourn` in this directory to its end.
  func sojourn(
    _ arguments: String..., standardInput: String? = nil, environment: [String: String] = [:]
  ) throws -> CommandLineRun.Outcome {
    var file: URL?
    if let standardInput {
      let name = UUID().uuidString + ".in"
      try write(standardInput, to: name)
      file = url.appendingPathComponent(name)
    }
    return try CommandLineRun(arguments, in: self, standardInput: file, environment: environment).outcome()
  }

  /// Waits until `condition` holds; `false` after half a minute.
  func waits(until condition: () -> Bool) -> Bool {
    for _ in 0..<3000 {
      if condition() { return true }
      usleep(10_000)
    }
    return condition()
  }
}

/// A small log for tests that need one.
enum SampleLog {
  /// Four users; three view, two of them buy.
  static let csv = """
    user_id,event,timestamp,platform,amount
    u1,view,2026-01-01T10:00:00Z,web,
    u1,cart,2026-01-01T10:01:00Z,web,
    u1,purchase,2026-01-01T10:02:00Z,web,12.5
    u2,view,2026-01-02T09:00:00Z,ios,
    u2,purchase,2026-01-02T11:00:00Z,ios,7
    u3,view,2026-01-03T09:00:00Z,web,
    u4,login,2026-01-03T10:00:00Z,web,

    """

  /// A directory with the log as `events.csv` and a store `shop` that holds it.
  static func store() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try directory.write(csv, to: "events.csv")
    let outcome = try directory.sojourn("ingest", "csv", "events.csv", "--store", "shop")
    guard outcome.exit == 0 else { throw CocoaError(.fileWriteUnknown) }
    return directory
  }
}
