import EventModel
import Glibc

/// The inputs of a source one after the other, as chunks: the sequential part of reading.
///
/// Used by one thread at a time; ``ReadAhead`` hands it from thread to thread under its lock, which is what makes
/// the unchecked conformance true.
final class InputSequence: StepReader, @unchecked Sendable {
  /// What became of one step of the inputs.
  enum Outcome {
    case parsed(ParsedChunk, roles: ColumnRoles?)
    /// The current input has ended; what was read of it.
    case ended(bytes: UInt64, digest: ContentDigest)
    /// There are no more inputs.
    case finished
    case failed(EventFileError)
  }

  private let inputs: [EventFileInput]
  private let format: EventFileFormat
  private let options: EventFileOptions
  private let isCancelled: @Sendable () -> Bool
  private let onRead: @Sendable (Int) -> Void
  private var nextInput = 0
  private var current: (stored: StoredStream, rows: any RowInput)?

  init(
    inputs: [EventFileInput], format: EventFileFormat, options: EventFileOptions,
    isCancelled: @escaping @Sendable () -> Bool, onRead: @escaping @Sendable (Int) -> Void
  ) {
    self.inputs = inputs
    self.format = format
    self.options = options
    self.isCancelled = isCancelled
    self.onRead = onRead
  }

  /// The next step; a failure is the last one.
  func next() -> ReadAheadStep<ParsableChunk, Outcome> {
    do throws(EventFileError) {
      if isCancelled() { throw .cancelled }
      if current == nil {
        guard nextInput < inputs.count else { return .last(.finished) }
        current = try open(inputs[nextInput])
        nextInput += 1
      }
      if let chunk = try current?.rows.next() { return .work(chunk) }
      guard let stored = current?.stored else { return .last(.finished) }
      current = nil
      return .done(.ended(bytes: stored.bytesRead, digest: stored.digest))
    } catch {
      return .last(.failed(error))
    }
  }

  static func perform(_ chunk: consuming ParsableChunk) -> Outcome {
    let roles = chunk.roles
    return .parsed(chunk.parse(), roles: roles)
  }

  private func open(
    _ input: EventFileInput
  ) throws(EventFileError) -> (stored: StoredStream, rows: any RowInput) {
    let stored = try input.open(isCancelled: isCancelled)
    stored.onRead = onRead
    let stream = try stored.decoded(input: input.name)
    switch format {
    case .csv(let delimiter):
      return (stored, CSVInput(stream: stream, input: input.name, delimiter: delimiter, options: options))
    case .jsonLines: return (stored, JSONInput(stream: stream, input: input.name, options: options))
    }
  }
}

extension EventFileInput {
  /// Opens the input's stored bytes.
  func open(isCancelled: @escaping @Sendable () -> Bool) throws(EventFileError) -> StoredStream {
    switch content {
    case .path: try DescriptorStream(path: name, isCancelled: isCancelled)
    case .descriptor(let descriptor):
      DescriptorStream(descriptor: descriptor, input: name, isCancelled: isCancelled)
    case .bytes(let bytes): MemoryStream(bytes: bytes)
    case .remote(_, let open): try Self.stream(name, open, isCancelled)
    }
  }

  private static func stream(
    _ name: String, _ open: (@escaping @Sendable () -> Bool) throws -> any RemoteContent,
    _ isCancelled: @escaping @Sendable () -> Bool
  ) throws(EventFileError) -> StoredStream {
    do {
      return RemoteStream(try open(isCancelled), input: name, isCancelled: isCancelled)
    } catch {
      throw EventFileError(fetching: name, offset: 0, error, isCancelled: isCancelled())
    }
  }

  /// The size as stored, where it is known.
  var size: UInt64? {
    switch content {
    case .path: DescriptorStream.size(ofFileAt: name)
    case .descriptor: nil
    case .bytes(let bytes): UInt64(bytes.count)
    case .remote(let size, _): size
    }
  }

  /// The digest of a file's content, or `nil` for an input that can be read only once.
  ///
  /// Reads the whole file; ingestion asks before it reads a file that may be in the store already.
  public func contentDigest() throws(EventFileError) -> ContentDigest? {
    switch content {
    case .descriptor, .remote: return nil
    case .path, .bytes: break
    }
    let stored = try open(isCancelled: { false })
    guard stored.canBeReadAgain else { return nil }
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: EventFileLimits.storedReadBytes, alignment: 16)
    defer { buffer.deallocate() }
    while try stored.read(into: buffer) > 0 {}
    return stored.digest
  }
}
