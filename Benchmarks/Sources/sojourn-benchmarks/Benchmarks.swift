import Glibc

/// Times the stages of Sojourn through its libraries, inside one process, where the command line cannot look.
@main
struct Benchmarks {
  static func main() throws {
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let options = BenchmarkOptions(arguments, processors: processors) else {
      let usage = Array((BenchmarkOptions.usage + "\n").utf8)
      _ = write(STDERR_FILENO, usage, usage.count)
      exit(2)
    }
    // Read first, so that a wrong path costs no minutes.
    let statements = try options.statements.map(text(ofFile:))
    let stages = StageBenchmark(options: options)
    print(try stages.read(threads: 1))
    if options.threads > 1 { print(try stages.read(threads: options.threads)) }
    print(try stages.ingest())
    print(try OpeningBenchmark(options: options, files: 1_000).run())
    if let statements {
      let outcome = try StatementBenchmark(options: options).run(statements)
      for line in outcome.lines { print(line) }
      if !outcome.allEqual { exit(1) }
    }
  }

  private static func text(ofFile path: String) throws -> String {
    guard let file = fopen(path, "r") else {
      perror(path)
      exit(2)
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
