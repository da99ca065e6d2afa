import Connectors
import EventModel
import Glibc
import Ingestion
import Reporting
import SegmentStore

/// Reads event files into a store, says on the way how far it is, and in the end what came of it.
struct IngestRun {
  let arguments: IngestArguments
  let format: EventFileFormat

  func run() throws -> CommandExit {
    let fileOptions = try arguments.fileOptions()
    let options = try arguments.ingestOptions()
    let limit = try OptionText.share(arguments.maxRejects, option: "--max-rejects")
    let path = try arguments.store.path()
    let files = try arguments.file.map { try InputFile(path: $0) }
    guard files.count(where: \.isStandardInput) <= 1 else { throw CommandError.standardInputTwice }

    let store = try Store(openingOrCreating: path)
    let known = try store.snapshotNumbers().isEmpty ? [] : store.manifest().inputs
    let display = ProgressDisplay(arguments.progress)
    let digests = try digests(of: files, known: known, source: options.source, display)
    let sources = files.map { file in
      EventFileSource(inputs: [EventFileInput(path: file.path)], format: format, options: fileOptions)
    }
    let inputs = zip(zip(files, sources), digests).map { pair, digest in
      let (file, source) = pair
      return IngestInput(name: file.path, knownDigest: digest, source: source) {
        let report = source.reports.first
        return (report?.contentDigest?.description ?? "", Int(clamping: report?.bytes ?? 0))
      }
    }
    let isKnown = Set(known.filter { $0.source == options.source }.map(\.digest))
    let total = Self.total(
      zip(files, digests).filter { _, digest in !(digest.map(isKnown.contains) ?? false) }.map(\.0))

    let progress = IngestProgressText(sources: sources, bytesTotal: total, display: display)
    let report = try Interruption.shared.whileCancellable(cancel: {
      for source in sources { source.cancel() }
    }) {
      let ingest = try Ingest(
        into: store, options: options, isCancelled: { Interruption.shared.isRequested },
        onProgress: { progress.show($0) })
      return try ingest.run(inputs)
    }
    progress.sayColumns()
    display.clear()
    let summary = IngestSummary(report: report, files: sources.flatMap(\.reports), store: path, limit: limit)
    for note in summary.notes { StandardStream.note(note) }
    try StandardStream.output.write(summary.text)
    return summary.exit
  }

  /// The digests of files that may have been read before; `nil` where that cannot be.
  ///
  /// Only a file that is as long as another one can have the same content, so nearly all are spared a second reading.
  private func digests(
    of files: [InputFile], known: [Manifest.Input], source: String, _ display: ProgressDisplay
  ) throws -> [String?] {
    let knownSizes = Set(known.filter { $0.source == source }.map(\.bytes))
    return try files.enumerated().map { index, file in
      guard let size = file.size else { return nil }
      let isTwin = files.indices.contains { $0 != index && files[$0].size == size }
      guard isTwin || knownSizes.contains(size) else { return nil }
      display.show(ProgressState(activity: "comparing \(file.path) with what is stored", amounts: []))
      return try EventFileInput(path: file.path).contentDigest()?.description
    }
  }

  private static func total(_ files: [InputFile]) -> UInt64? {
    files.reduce(0 as UInt64?) { sum, file in
      guard let sum, let size = file.size else { return nil }
      return sum + UInt64(size)
    }
  }
}

/// A file named on the command line, looked at before anything is written.
struct InputFile {
  let path: String
  /// Bytes of a regular file; `nil` for pipes and the like.
  let size: Int?

  var isStandardInput: Bool { path == "-" }

  /// Throws when there is no such file, or it may not be read.
  init(path: String) throws(EventFileError) {
    self.path = path
    if path == "-" {
      size = nil
      return
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw .cannotOpen(input: path, errorNumber: errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .cannotOpen(input: path, errorNumber: EISDIR) }
    guard access(path, R_OK) == 0 else { throw .cannotOpen(input: path, errorNumber: errno) }
    size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }
}
