public import Connectors
import Glibc
import SegmentStore

/// Reads event files into a store, as `sojourn ingest csv`, `sojourn ingest jsonl` and jobs do.
///
/// Used by one thread; ``cancel()`` may be called by any.
public final class EventFileIngest: @unchecked Sendable {
  /// One per file, in the order given.
  public let sources: [EventFileSource]
  /// Bytes that are going to be read; `nil` where a file, such as a pipe, does not tell its length.
  public let bytesTotal: UInt64?
  private let store: Store
  private let options: IngestOptions
  private let inputs: [IngestInput]

  /// Opens the store, or makes it, and looks at the files without reading them, except for those that may be in the store already: `comparing` is told
  /// before one of these is read for its digest.
  ///
  /// `-` is standard input. Throws when a file is not there or may not be read.
  public init(
    files paths: [String], format: EventFileFormat, fileOptions: EventFileOptions, into path: String,
    options: IngestOptions, comparing: (String) -> Void = { _ in }
  ) throws {
    let files = try paths.map { try InputFile(path: $0) }
    var fileOptions = fileOptions
    // Rows that do not say since when they hold do so from now on.
    fileOptions.tableTime = fileOptions.tableTime ?? CommitClock.now()
    // A slip in the name of a file leaves no empty store behind.
    let store = try Store(openingOrCreating: path)
    let known = try store.snapshotNumbers().isEmpty ? [] : store.manifest().inputs
    let digests = try Self.digests(of: files, known: known, source: options.source, comparing: comparing)
    let sources = files.map { [fileOptions] file in
      EventFileSource(inputs: [EventFileInput(path: file.path)], format: format, options: fileOptions)
    }
    inputs = zip(zip(files, sources), digests).map { pair, digest in
      let (file, source) = pair
      return IngestInput(name: file.path, knownDigest: digest, source: source, table: fileOptions.table) {
        let report = source.reports.first
        return (report?.contentDigest?.description ?? "", Int(clamping: report?.bytes ?? 0))
      }
    }
    let isKnown = Set(known.filter { $0.source == options.source }.map(\.digest))
    bytesTotal = Self.total(
      zip(files, digests).filter { _, digest in !(digest.map(isKnown.contains) ?? false) }.map(\.0))
    self.sources = sources
    self.store = store
    self.options = options
  }

  /// Makes ``run(isCancelled:onProgress:)`` end soon, even while it waits for input.
  public func cancel() {
    for source in sources { source.cancel() }
  }

  /// Reads all files and commits one snapshot, or none where the store holds all of it already.
  public func run(
    isCancelled: @escaping @Sendable () -> Bool = { false },
    onProgress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws -> IngestReport {
    let ingest = try Ingest(into: store, options: options, isCancelled: isCancelled, onProgress: onProgress)
    return try ingest.run(inputs)
  }

  /// What was found in each file that was read.
  public var reports: [EventFileReport] { sources.flatMap(\.reports) }

  /// The digests of files that may have been read before; `nil` where that cannot be.
  ///
  /// Only a file that is as long as another one can have the same content, so nearly all are spared a second reading.
  private static func digests(
    of files: [InputFile], known: [Manifest.Input], source: String, comparing: (String) -> Void
  ) throws -> [String?] {
    let knownSizes = Set(known.filter { $0.source == source }.map(\.bytes))
    return try files.enumerated().map { index, file in
      guard let size = file.size else { return nil }
      let isTwin = files.indices.contains { $0 != index && files[$0].size == size }
      guard isTwin || knownSizes.contains(size) else { return nil }
      comparing(file.path)
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

/// A file named by a person, looked at before anything is written.
private struct InputFile {
  let path: String
  /// Bytes of a regular file; `nil` for pipes and the like.
  let size: Int?

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
