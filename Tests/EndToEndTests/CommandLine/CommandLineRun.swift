import Foundation

/// One run of the built `sojourn` executable, as a process of its own.
///
/// SwiftPM puts the executable beside the test bundle, which on Linux is the program that runs these tests, so the
/// directory of `/proc/self/exe` is where both are. `SOJOURN_EXECUTABLE` names another one.
final class CommandLineRun {
  let process = Process()
  private let directory: TemporaryDirectory
  private let outputFile: FileHandle
  private let errorFile: FileHandle
  private let name = UUID().uuidString
  /// Takes what the process reads from standard input, when it was started with `pipesInput`.
  let input = Pipe()

  static let executable: URL = {
    if let path = ProcessInfo.processInfo.environment["SOJOURN_EXECUTABLE"] {
      return URL(fileURLWithPath: path)
    }
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return tests.deletingLastPathComponent().appendingPathComponent("sojourn")
  }()

  /// Starts the executable in `directory`. Output goes to files, so that a full pipe cannot block it.
  init(
    _ arguments: [String], in directory: TemporaryDirectory, standardInput: URL? = nil,
    pipesInput: Bool = false,
    environment: [String: String] = [:]
  ) throws {
    self.directory = directory
    let output = directory.url.appendingPathComponent(name + ".out")
    let error = directory.url.appendingPathComponent(name + ".err")
    for file in [output, error] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    outputFile = try FileHandle(forWritingTo: output)
    errorFile = try FileHandle(forWritingTo: error)
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = directory.url
    process.environment = ["PATH": "/usr/bin:/bin", "COLUMNS": "80"].merging(environment) { $1 }
    process.standardOutput = outputFile
    process.standardError = errorFile
    if pipesInput {
      process.standardInput = input
    } else if let standardInput {
      process.standardInput = try FileHandle(forReadingFrom: standardInput)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
  }

  /// What a finished run left behind.
  struct Outcome {
    /// The exit code; minus the signal's number for a process that a signal ended.
    var exit: Int32
    var output: String
    var error: String

    /// The lines of the output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The output's lines as JSON objects.
    func objects() throws -> [[String: Any]] {
      try lines.map { line in
        let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let object = value as? [String: Any] else { throw CocoaError(.coderInvalidValue) }
        return object
      }
    }
  }

  /// Waits for the end.
  func outcome() throws -> Outcome {
    process.waitUntilExit()
    func text(_ ending: String) throws -> String {
      String(
        decoding: try Data(contentsOf: directory.url.appendingPathComponent(name + ending)), as: UTF8.self)
    }
    let status = process.terminationStatus
    return Outcome(
      exit: process.terminationReason == .uncaughtSignal ? -status : status, output: try text(".out"),
      error: try text(".err"))
  }
}
