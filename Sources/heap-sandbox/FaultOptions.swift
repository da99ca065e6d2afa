import ArgumentParser
import HeapSandbox

/// What goes wrong, and how often.
struct FaultOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Kinds with their shares of the requests, cut=0.05,429=0.1,slow: \(FaultKind.allCases.map(\.rawValue).joined(separator: ", ")); all.",
      valueName: "kinds"))
  var faults = ""

  @Option(help: ArgumentHelp("Chooses the requests that fail.", valueName: "k"))
  var faultSeed: UInt64 = 1

  @Option(help: ArgumentHelp("The pause before each of the eight pieces of a slow body.", valueName: "time"))
  var slowPause = "50ms"

  @Option(help: ArgumentHelp("How long a huge body is.", valueName: "n"))
  var hugeBytes = 256 << 20

  func chosen() throws -> SandboxFaults {
    SandboxFaults(
      try SandboxFaults.shares(parsing: faults), seed: faultSeed,
      slowPause: try OptionText.duration(slowPause, option: "--slow-pause"), hugeBytes: hugeBytes)
  }
}
