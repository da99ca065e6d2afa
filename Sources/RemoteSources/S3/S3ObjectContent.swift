package import Connectors
import HTTPTransport

/// The bytes of one object in the course of arriving; where the connection is cut, the rest is asked for.
///
/// The rest is asked for by its range and under the condition that the object is still the one whose bytes came before,
/// so what arrives is that object from its first byte to its last, or an error. A few parts at most lie in memory.
package final class S3ObjectContent: RemoteContent {
  private let object: S3Object
  private let client: S3Client
  private let clock: any RequestClock
  private let isCancelled: @Sendable () -> Bool
  private var response: HTTPResponse?
  /// Bytes handed out.
  private var offset = 0
  /// Where the last break was, and how many there were since something worth mentioning came.
  private var lastBreak = 0
  private var breaks = 0
  /// When the first of those was.
  private var firstBreak: Int64 = 0
  /// Bytes of the answer in progress that were handed out before, where a store takes no ranges.
  private var skipped = 0

  /// So many bytes between two breaks are progress.
  private static let progress = 64 << 10

  init(
    _ object: S3Object, client: S3Client, clock: any RequestClock, isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.object = object
    self.client = client
    self.clock = clock
    self.isCancelled = isCancelled
  }

  deinit { response?.body.abandon() }

  package func next() throws -> [UInt8]? { try nextPart() }

  package func abandon() {
    response?.body.abandon()
    response = nil
  }

  private func nextPart() throws(S3Error) -> [UInt8]? {
    while true {
      if isCancelled() {
        abandon()
        throw .transport(place: client.place(of: object), .cancelled)
      }
      if response == nil {
        if offset == object.size && offset > 0 { return nil }
        response = try opened()
      }
      guard let body = response?.body else { continue }
      let part: [UInt8]?
      do throws(HTTPError) {
        part = try body.next()
      } catch {
        try noteBreak(error)
        continue
      }
      guard var part else {
        response = nil
        if offset == object.size { return nil }
        // Some servers close a connection in the middle as if all had been said.
        try noteBreak(.connectionLost(address: client.place(of: object)))
        continue
      }
      if skipped > 0 {
        let count = min(skipped, part.count)
        part.removeFirst(count)
        skipped -= count
        if part.isEmpty { continue }
      }
      guard part.count <= object.size - offset else {
        abandon()
        throw .wrongLength(object: client.place(of: object), expected: object.size, found: offset + part.count)
      }
      offset += part.count
      return part
    }
  }

  /// The answer that begins at ``offset``.
  private func opened() throws(S3Error) -> HTTPResponse {
    let response = try client.open(object, from: offset, isCancelled: isCancelled)
    let place = client.place(of: object)
    if response.status == 206 {
      // `bytes 1000-1999/2000`
      let range = response.headers["content-range"] ?? ""
      let numbers = range.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
      guard numbers.count == 3, numbers[0] == offset else {
        response.body.abandon()
        throw .malformedAnswer(action: .read, place: place, .missing(element: "Content-Range"))
      }
      guard numbers[2] == object.size else {
        response.body.abandon()
        throw .wrongLength(object: place, expected: object.size, found: numbers[2])
      }
      skipped = 0
    } else {
      if let length = response.headers["content-length"].flatMap({ Int($0) }), length != object.size {
        response.body.abandon()
        throw .wrongLength(object: place, expected: object.size, found: length)
      }
      skipped = offset
    }
    return response
  }

  /// Waits after a break, or throws where going on is hopeless.
  private func noteBreak(_ error: HTTPError) throws(S3Error) {
    abandon()
    let place = client.place(of: object)
    guard error.isPassing else { throw .transport(place: place, error) }
    if offset - lastBreak >= Self.progress { breaks = 0 }
    lastBreak = offset
    if breaks == 0 { firstBreak = clock.monotonic }
    breaks += 1
    let policy = client.options.policy
    guard breaks < policy.attempts else {
      let elapsed = Int((clock.monotonic - firstBreak) / 1_000_000)
      throw .transport(place: place, .gaveUp(attempts: breaks, milliseconds: elapsed, last: error))
    }
    var random = SystemRandomNumberGenerator()
    guard clock.wait(nanoseconds: policy.pause(afterAttempt: breaks, using: &random), isCancelled: isCancelled)
    else { throw .transport(place: place, .cancelled) }
  }
}
