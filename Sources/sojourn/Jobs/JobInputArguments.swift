import ArgumentParser
import Jobs
import Reporting

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

/// An option of a job's input that is wrong, and where its value stands, or else the input.
struct IngestOptionFailure: Error {
  var name: String
  var file: String
  var place: PlannedIngest.Place
  /// What the parser of arguments says, or what the option's value is not.
  var error: any Error
  var isOfParser: Bool

  init(_ error: any Error, of ingest: PlannedIngest, inFile file: String, isOfParser: Bool) {
    (self.error, self.file, self.isOfParser) = (error, file, isOfParser)
    name = ingest.name
    let key: String
    if case CommandError.invalidValue(let option, _, _) = error {
      key = JobInputArguments.key(ofOption: option)
    } else {
      let messages =
        isOfParser ? [ErrorRenderer.usageMessage(for: error)] : ErrorRenderer().messages(for: error)
      key = Self.key(namedBy: messages.first?.report.message ?? "", among: ingest.options.keys)
    }
    place = ingest.optionPlaces[key] ?? ingest.place
  }

  /// The key whose option a message of the parser names, the longest one; empty where it names none.
  private static func key(namedBy message: String, among keys: some Sequence<String>) -> String {
    keys.filter { message.contains(JobInputArguments.option(ofKey: $0)) }.max { $0.count < $1.count } ?? ""
  }
}
