import Foundation

/// The Python of `scripts/test-services`, with the libraries that tests hold ours against.
package enum TestPython {
  /// The interpreter; `nil` where the script has not made its environment.
  package static let path: String? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let candidates: [String?] = [
      ProcessInfo.processInfo.environment["SOJOURN_TEST_PYTHON"],
      root.appendingPathComponent(".build/test-services/bin/python").path,
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Whether a missing environment is a failure rather than a reason to skip, as in continuous integration.
  package static var isRequired: Bool { ProcessInfo.processInfo.environment["SOJOURN_REQUIRE_SERVICES"] != nil }

  package static let remedy = "there is no .build/test-services; scripts/test-services makes it"

  /// Runs a script of the fixtures to its end; throws what it said where it failed.
  package static func run(_ script: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "/nonexistent")
    process.arguments = [script] + arguments
    let error = Pipe()
    process.standardError = error
    try process.run()
    let said = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw Failure(said: String(decoding: said, as: UTF8.self)) }
  }

  package struct Failure: Error {
    package var said: String

    package init(said: String) { self.said = said }
  }
}
