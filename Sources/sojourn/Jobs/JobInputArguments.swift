import ArgumentParser
import Jobs

/// The command line that an input of a job stands for, so that both are read by the same code and mean the same.
struct JobInputArguments {
  let ingest: PlannedIngest
  let store: String
  let threads: Int
  let progress: ProgressChoice

  /// The arguments of the command; `paths` are those of the input that are to be read.
  func arguments(paths: [String]) -> [String] {
    var arguments = ["--store=\(store)", "--threads=\(threads)", "--progress=\(progress.rawValue)"]
    for (key, value) in ingest.options.sorted(by: { $0.key < $1.key }) {
      let option = Self.option(ofKey: key)
      switch value {
      case .texts(let texts): arguments += texts.map { "\(option)=\($0)" }
      case .flag(let flag): if flag { arguments.append(option) }
      }
    }
    switch ingest.kind {
    case .csv, .jsonLines:
      // The source is called after the first file named, also on the night on which that file is missing.
      if ingest.options["source"] == nil {
        arguments.append("--source=\(IngestArguments.sourceName(ofFile: ingest.paths.first))")
      }
      return arguments + ["--"] + paths
    case .heapConnect: return arguments + ["--"] + paths
    case .heapAPI: return arguments + paths.map { "--profile=\($0)" }
    }
  }

  /// The command that reads the input; throws what the parser of arguments says.
  func command(paths: [String]) throws -> any JobInput {
    let arguments = arguments(paths: paths)
    switch ingest.kind {
    case .csv: return try IngestCSVCommand.parse(arguments)
    case .jsonLines: return try IngestJSONLinesCommand.parse(arguments)
    case .heapConnect: return try IngestHeapConnectCommand.parse(arguments)
    case .heapAPI: return try IngestHeapAPICommand.parse(arguments)
    }
  }

  /// `time_zone` of a job file is `--time-zone` of the command.
  static func option(ofKey key: String) -> String {
    "--" + String(key.map { $0 == "_" ? "-" : $0 })
  }

  static func key(ofOption option: String) -> String {
    String(option.drop { $0 == "-" }.map { $0 == "-" ? "_" : $0 })
  }
}

/// An option of a job's input that is wrong, and where the input stands.
struct IngestOptionFailure: Error {
  var name: String
  var file: String
  var line: Int
  var column: Int
  /// What the parser of arguments says, or what the option's value is not.
  var error: any Error
  var isOfParser: Bool
}
