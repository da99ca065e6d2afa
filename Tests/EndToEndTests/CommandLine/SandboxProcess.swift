import Foundation

/// A running `heap-sandbox`, stopped when it is let go.
final class SandboxProcess {
  let address: String
  let secret: String
  private let process = Process()

  struct NotReady: Error {}

  /// Starts it with the events of the shop and waits for the line that says it is ready.
  init(events: Int, _ arguments: [String] = []) throws {
    let output = Pipe()
    process.executableURL = CommandLineRun.executable.deletingLastPathComponent().appendingPathComponent(
      "heap-sandbox")
    process.arguments =
      ["--recipe", Self.root + "/datasets/shop.yml", "--events", "\(events)", "--seed", "7", "--port", "0"]
      + arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")) {
      let part = output.fileHandleForReading.availableData
      if part.isEmpty { throw NotReady() }
      line += part
    }
    guard let ready = try JSONSerialization.jsonObject(with: line) as? [String: Any],
      let address = ready["address"] as? String, let id = ready["client_id"] as? String,
      let secret = ready["client_secret"] as? String
    else { throw NotReady() }
    self.address = address
    self.secret = secret
    environment = ["SOJOURN_CLIENT_ID": id, "SOJOURN_CLIENT_SECRET": secret]
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  let environment: [String: String]

  static let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

  /// Starts a load of everything into `store`.
  func load(into store: String, in directory: TemporaryDirectory, _ more: [String] = []) throws
    -> CommandLineRun
  {
    try CommandLineRun(
      [
        "ingest", "heap-api", "--profile", Self.root + "/datasets/heap-sandbox.profile.yml", "--base-url",
        address,
        "--store", store, "--since", "2026-01-01", "--until", "2026-06-01", "--threads", "1",
      ] + more, in: directory, environment: environment)
  }
}
