/// The bytes of a remote object in the course of arriving. Used by one thread at a time.
package protocol RemoteContent: AnyObject {
  /// The next bytes, never empty; `nil` after the last. Blocks, and takes no more from the network than it can hand out.
  func next() throws -> [UInt8]?
  /// Ends the arrival without reading the rest.
  func abandon()
}

/// Why a remote object could not be read: the error of whoever fetched it.
public struct RemoteFailure: Error, Sendable, Hashable {
  public let underlying: any Error & Hashable & Sendable

  public init(_ underlying: any Error & Hashable & Sendable) {
    self.underlying = underlying
  }

  public static func == (left: RemoteFailure, right: RemoteFailure) -> Bool {
    AnyHashable(left.underlying) == AnyHashable(right.underlying)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(underlying)) }
}

/// A remote object as an input; each error says how many bytes had come.
final class RemoteStream: StoredStream {
  private let content: any RemoteContent
  private let input: String
  private let isCancelled: @Sendable () -> Bool
  /// What came last and was not taken yet, from ``position`` on.
  private var part: [UInt8] = []
  private var position = 0

  init(_ content: any RemoteContent, input: String, isCancelled: @escaping @Sendable () -> Bool) {
    self.content = content
    self.input = input
    self.isCancelled = isCancelled
    super.init(canBeReadAgain: false)
  }

  deinit { content.abandon() }

  override func readStored(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int {
    if position == part.count {
      do {
        guard let next = try content.next() else { return 0 }
        part = next
        position = 0
      } catch {
        throw EventFileError(fetching: input, offset: bytesRead, error, isCancelled: isCancelled())
      }
    }
    let count = min(buffer.count, part.count - position)
    buffer.copyBytes(from: part[position..<position + count])
    position += count
    return count
  }
}

extension EventFileError {
  /// What `error` of a fetch means for the input.
  init(fetching input: String, offset: UInt64, _ error: any Error, isCancelled: Bool) {
    if isCancelled {
      self = .cancelled
    } else if let error = error as? any Error & Hashable & Sendable {
      self = .cannotFetch(input: input, offset: offset, RemoteFailure(error))
    } else {
      self = .cannotRead(input: input, offset: offset, errorNumber: 5)
    }
  }
}
