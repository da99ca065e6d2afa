import Glibc
import HTTPTypes
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

// HeapSandbox: how does an export API behave, and how does it misbehave?
//
//   Project    the data: events with everything spelled out, and what is counted from them at one instant
//   Requests   what a request asks for, and who may ask how often
//   Faults     which request meets which fault
//   Serving    answers, and how they go over the wire
//
// A service answers requests and knows nothing of connections; this file knows nothing of anything else.

/// A stand-in for an export API, on the loopback interface; `docs/heap-sandbox.md` is its contract.
///
/// Make one, ``start()`` it, use ``address`` and ``credentials``, ``stop()`` it. All members may be used from any
/// thread.
public final class HeapSandbox: Sendable {
  private struct Running {
    var port: Int
    var task: Task<Void, any Error>
    /// Closes the port, then each connection once nothing is under way on it.
    var close: @Sendable () async -> Void
  }

  private enum State {
    case idle
    case starting
    case running(Running)
    case stopped
  }

  public let options: SandboxOptions
  private let service: SandboxService
  private let tls: TLSConfiguration?
  private let state = Mutex(State.idle)
  private let closer = Mutex<(@Sendable () async -> Void)?>(nil)

  /// Reads or generates the data; takes a while for many events, see ``ProjectSource``.
  ///
  /// - Throws: ``SandboxError``, or what the generator of datasets throws.
  public init(_ source: ProjectSource, options: SandboxOptions = SandboxOptions()) throws {
    try options.check()
    self.options = options
    tls = try HeapSandbox.tls(options)
    let (bytes, userProperties) = try source.load()
    var project = try ProjectBuilder.build(
      bytes, userProperties: userProperties, lateness: options.lateness, seed: options.seed)
    project.segments = options.segments ?? project.usualSegments
    project.funnels = options.funnels ?? project.usualFunnels
    service = SandboxService(options, project: project)
  }

  /// What clients must present.
  public var credentials: SandboxCredentials { options.credentials }

  /// The port that is served; `nil` before ``start()`` and after ``stop()``.
  public var port: Int? {
    state.withLock { if case .running(let running) = $0 { running.port } else { nil } }
  }

  /// Where the sandbox is reached: `http://127.0.0.1:40123`, `https://localhost:40123`; `nil` while it is not.
  public var address: String? {
    port.map { tls == nil ? "http://127.0.0.1:\($0)" : "https://localhost:\($0)" }
  }

  public var eventCount: Int { service.project.times.count }
  public var userCount: Int { service.project.people.count }

  public var statistics: SandboxStatistics { service.statistics }

  /// Starts serving and returns when the port is open.
  public func start() async throws(SandboxError) {
    let isFirst = state.withLock { state in
      guard case .idle = state else { return false }
      state = .starting
      return true
    }
    guard isFirst else { throw .alreadyStarted }
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let task = Task {
      defer { continuation.finish() }
      let builder = try tls.map { try HTTPServerBuilder.tls(tlsConfiguration: $0) } ?? .http1()
      let server = try builder.buildServer(
        configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: options.port)),
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
        logger: Logger(label: "heap-sandbox") { _ in SwiftLogNoOpLogHandler() },
        responder: { [self] request, writer, _ in try await respond(to: request, writer) },
        onServerRunning: { channel in
          if let port = channel.localAddress?.port { continuation.yield(port) }
        })
      let group = ServiceGroup(
        services: [server], logger: Logger(label: "heap-sandbox") { _ in SwiftLogNoOpLogHandler() })
      let close: @Sendable () async -> Void = { await group.triggerGracefulShutdown() }
      closer.withLock { $0 = close }
      try await group.run()
    }
    for await port in ports {
      let close: @Sendable () async -> Void = closer.withLock { closer in closer ?? {} }
      state.withLock { $0 = .running(Running(port: port, task: task, close: close)) }
      return
    }
    state.withLock { $0 = .stopped }
    do {
      try await task.value
    } catch {
      throw .cannotListen(port: options.port, problem: "\(error)")
    }
    throw .cannotListen(port: options.port, problem: "the server ended at once")
  }

  /// Closes the port and all connections, and returns when that is done; answers under way are cut.
  public func stop() async {
    let running = state.withLock { state -> Running? in
      guard case .running(let running) = state else { return nil }
      state = .stopped
      return running
    }
    guard let running else { return }
    // The port goes first: the server traps when it is cancelled while it holds a connection that it has just accepted.
    let closing = Task { await running.close() }
    let cutting = Task {
      try await Task.sleep(for: .milliseconds(500))
      running.task.cancel()
    }
    _ = await running.task.result
    cutting.cancel()
    closing.cancel()
  }

  private static func tls(_ options: SandboxOptions) throws(SandboxError) -> TLSConfiguration? {
    guard let certificateFile = options.certificateFile, let keyFile = options.keyFile else { return nil }
    func read<Value>(_ path: String, _ body: () throws -> Value) throws(SandboxError) -> Value {
      do {
        return try body()
      } catch {
        throw .unreadableTLSFile(path: path, problem: "\(error)")
      }
    }
    let chain = try read(certificateFile) { try NIOSSLCertificate.fromPEMFile(certificateFile) }
    let key = try read(keyFile) { try NIOSSLPrivateKey(file: keyFile, format: .pem) }
    return .makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
  }

  // MARK: On the wire

  /// Ends a connection: the server closes it when this is thrown.
  private struct ConnectionEnd: Error {}

  private static let longestRequestBody = 4_096
  private static let slowPieces = 8
  private static let padding = ByteBuffer(repeating: UInt8(ascii: " "), count: 1 << 16)

  private func respond(to request: Request, _ writer: consuming ResponseWriter) async throws {
    let body = try await request.body.collect(upTo: HeapSandbox.longestRequestBody)
    let scheme = tls == nil ? "http" : "https"
    let host = request.head.authority ?? "127.0.0.1:\(port ?? options.port)"
    let answer = service.answer(
      SandboxService.Request(
        method: request.method.rawValue, target: request.head.path ?? "/",
        authorization: request.headers[.authorization], origin: "\(scheme)://\(host)",
        body: String(buffer: body)))
    if answer.delivery == .dropped { throw ConnectionEnd() }

    var head = HTTPResponse(status: .init(code: answer.status))
    for (name, value) in answer.headers {
      if let name = HTTPField.Name(name) { head.headerFields.append(HTTPField(name: name, value: value)) }
    }
    let length = answer.delivery == .huge ? options.faults.hugeBytes : answer.body.readableBytes
    if answer.delivery != .cut(isChunked: true) { head.headerFields[.contentLength] = String(length) }
    switch answer.delivery {
    case .whole, .dropped:
      try await writer.write(response: head, body: ResponseBody(byteBuffer: answer.body))
    case .cut:
      var body = try await writer.writeHead(head)
      try await body.write(answer.body.getSlice(at: 0, length: length / 2) ?? ByteBuffer())
      throw ConnectionEnd()
    case .slow:
      var body = try await writer.writeHead(head)
      var rest = answer.body
      for piece in 1...HeapSandbox.slowPieces {
        try await Task.sleep(for: options.faults.slowPause)
        let share = piece == HeapSandbox.slowPieces ? rest.readableBytes : length / HeapSandbox.slowPieces
        if let slice = rest.readSlice(length: share) { try await body.write(slice) }
      }
      try await body.finish(nil)
    case .huge:
      var body = try await writer.writeHead(head)
      var rest = answer.body
      try await body.write(rest.readSlice(length: min(length, rest.readableBytes)) ?? ByteBuffer())
      var missing = length - answer.body.readableBytes
      while missing > 0 {
        let piece = HeapSandbox.padding.getSlice(at: 0, length: min(missing, 1 << 16)) ?? ByteBuffer()
        try await body.write(piece)
        missing -= piece.readableBytes
      }
      try await body.finish(nil)
    }
  }
}
