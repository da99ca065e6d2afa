import Dispatch
import Glibc

/// SIGINT and SIGTERM, which end the server in good order instead of killing it.
struct StopSignals {
  private let stream: AsyncStream<Int32>
  private let sources: [any DispatchSourceSignal]

  /// Takes the signals from now on.
  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    self.stream = stream
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { continuation.yield(number) }
      source.resume()
      return source
    }
  }

  /// Returns when the first signal has come.
  func first() async {
    for await _ in stream { break }
    withExtendedLifetime(sources) {}
  }
}
