import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOHTTP1
import Synchronization

/// One answer on its way from the network's thread to a thread that waits for it.
///
/// The network's thread puts parts down and stops reading from the connection while more lie there than the reader has
/// asked for; the reader takes them, and looks at the time and for a cancellation while it waits.
final class Arrival: HTTPClientResponseDelegate, HTTPBody {
  typealias Response = Void

  struct Head {
    var status: Int
    var headers: HTTPFields
  }

  private struct State {
    var head: Head?
    var parts: [ByteBuffer] = []
    var firstPart = 0
    var bytes = 0
    var isFinished = false
    var failure: HTTPError?
    /// Kept while the connection is not read from.
    var resume: EventLoopPromise<Void>?
    var cancelTask: (@Sendable () -> Void)?
    var isAbandoned = false
  }

  private enum Outcome {
    case head(Head)
    case part(ByteBuffer, resume: EventLoopPromise<Void>?)
    case end
    case failure(HTTPError)
    case nothing
  }

  private let address: WebAddress
  private let options: HTTPConnectionOptions
  private let startedAt: Int64
  private let isCancelled: @Sendable () -> Bool
  private let state = Mutex(State())
  private let arrived = DispatchSemaphore(value: 0)
  private let clock = SystemRequestClock()

  init(
    address: WebAddress, options: HTTPConnectionOptions, startedAt: Int64,
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.address = address
    self.options = options
    self.startedAt = startedAt
    self.isCancelled = isCancelled
  }

  deinit { abandon() }

  /// Says how the exchange is ended early.
  func onAbandon(_ cancel: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      if state.isFinished || state.failure != nil { return false }
      state.cancelTask = cancel
      return state.isAbandoned
    }
    if isLate { cancel() }
  }

  // MARK: The reader's side

  func head() throws(HTTPError) -> Head {
    while true {
      switch try wait({ $0.head.map(Outcome.head) ?? Self.end(of: $0) }) {
      case .head(let head): return head
      case .failure(let failure): throw failure
      case .end, .part, .nothing: throw .connectionLost(address: address.shown)
      }
    }
  }

  func next() throws(HTTPError) -> [UInt8]? {
    while true {
      switch try wait({ self.takePart(&$0) }) {
      case .part(let part, let resume):
        resume?.succeed(())
        if part.readableBytes > 0 { return part.withUnsafeReadableBytes { Array($0) } }
      case .failure(let failure): throw failure
      case .end: return nil
      case .head, .nothing: break
      }
    }
  }

  func abandon() {
    let (cancel, resume) = state.withLock { state in
      state.isAbandoned = true
      let taken = (state.cancelTask, state.resume)
      state.cancelTask = nil
      state.resume = nil
      return taken
    }
    cancel?()
    resume?.succeed(())
  }

  private func takePart(_ state: inout State) -> Outcome {
    guard state.firstPart < state.parts.count else { return Self.end(of: state) }
    let part = state.parts[state.firstPart]
    state.firstPart += 1
    if state.firstPart == state.parts.count {
      state.parts.removeAll(keepingCapacity: true)
      state.firstPart = 0
    }
    state.bytes -= part.readableBytes
    var resume: EventLoopPromise<Void>?
    if state.bytes <= options.readAhead / 2 { swap(&resume, &state.resume) }
    return .part(part, resume: resume)
  }

  private static func end(of state: State) -> Outcome {
    if let failure = state.failure { return .failure(failure) }
    return state.isFinished ? .end : .nothing
  }

  /// Waits until `look` finds something, the time is over, or the work is cancelled.
  private func wait(_ look: (inout State) -> Outcome) throws(HTTPError) -> Outcome {
    let waitingSince = clock.monotonic
    while true {
      let found = state.withLock { look(&$0) }
      if case .nothing = found {} else { return found }
      if isCancelled() {
        abandon()
        throw .cancelled
      }
      let now = clock.monotonic
      if now - waitingSince > Int64(options.readTimeout) * 1_000_000 {
        abandon()
        throw .timedOut(.reading, address: address.shown, milliseconds: options.readTimeout)
      }
      if let whole = options.wholeTimeout, now - startedAt > Int64(whole) * 1_000_000 {
        abandon()
        throw .timedOut(.whole, address: address.shown, milliseconds: whole)
      }
      _ = arrived.wait(timeout: .now() + .milliseconds(20))
    }
  }

  // MARK: The network's side

  func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
    var headers = HTTPFields()
    for field in head.headers { headers.append(field.name, field.value) }
    state.withLock { $0.head = Head(status: Int(head.status.code), headers: headers) }
    arrived.signal()
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
    let pause: EventLoopFuture<Void>? = state.withLock { state in
      if state.isAbandoned { return nil }
      state.parts.append(buffer)
      state.bytes += buffer.readableBytes
      guard state.bytes > options.readAhead else { return nil }
      let promise = task.eventLoop.makePromise(of: Void.self)
      state.resume = promise
      return promise.futureResult
    }
    arrived.signal()
    return pause ?? task.eventLoop.makeSucceededVoidFuture()
  }

  func didFinishRequest(task: HTTPClient.Task<Void>) throws {
    state.withLock { state in
      state.isFinished = true
      state.cancelTask = nil
    }
    arrived.signal()
  }

  func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
    let failure = HTTPError(error, address: address, options: options)
    let resume = state.withLock { state in
      if state.failure == nil { state.failure = failure }
      state.cancelTask = nil
      let resume = state.resume
      state.resume = nil
      return resume
    }
    resume?.succeed(())
    arrived.signal()
  }
}
