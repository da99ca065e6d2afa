import ArgumentParser
import Glibc

/// `--threads`, by default one per processor.
struct ThreadsOption: ParsableArguments {
  @Option(help: ArgumentHelp("Most threads that work at once; by default one per processor.", valueName: "n"))
  var threads: Int?

  func count() throws(CommandError) -> Int {
    guard let threads else { return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
    guard threads >= 1 else {
      throw .invalidValue(option: "--threads", value: "\(threads)", expectation: .positiveInteger)
    }
    return min(threads, 1024)
  }
}
