import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// How connections are made and how long they may be silent.
package struct HTTPConnectionOptions: Sendable {
  /// Milliseconds a connection may take, TLS included.
  package var connectTimeout = 10_000
  /// Milliseconds in which a reader that waits must get something.
  package var readTimeout = 60_000
  /// Milliseconds a whole exchange may take; `nil` for bodies of any length.
  package var wholeTimeout: Int? = 10 * 60 * 1000
  /// A file of PEM certificates that are trusted beside those of the system.
  package var certificateFile: String?
  /// Bytes of a body that may lie ready before the reader takes them.
  package var readAhead = 1 << 20
  /// Connections per host.
  package var connections = 8

  package init() {}
}

/// Connections that are kept and used again, over async-http-client.
///
/// Certificates are always verified; there is no switch for it. HTTP/1.1 only, no proxy, no redirect, no second attempt:
/// what is done about a failure is ``RetryingClient``'s. May be used by any number of threads, each of which blocks.
package final class HTTPConnections: HTTPExchanging {
  private let client: HTTPClient
  private let options: HTTPConnectionOptions
  private let clock = SystemRequestClock()

  package init(_ options: HTTPConnectionOptions = HTTPConnectionOptions()) throws(HTTPError) {
    self.options = options
    var tls = TLSConfiguration.makeClientConfiguration()
    if let path = options.certificateFile {
      do {
        // Read here, because the first connection would only say that TLS failed.
        tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(path))]
      } catch {
        throw .cannotReadCertificates(path: path)
      }
    }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .milliseconds(Int64(options.connectTimeout)), read: nil))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, options.connections)
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Closes all connections; nothing may be asked afterwards.
  package func shutdown() {
    // What cannot be closed is closed with the process.
    try? client.syncShutdown()
  }

  package func exchange(
    _ request: HTTPRequest, isCancelled: @escaping @Sendable () -> Bool
  ) throws(HTTPError) -> HTTPResponse {
    let arrival = Arrival(
      address: request.address, options: options, startedAt: clock.monotonic, isCancelled: isCancelled)
    let outgoing: HTTPClient.Request
    do {
      var headers = HTTPHeaders()
      for field in request.headers.fields { headers.add(name: field.name, value: field.value) }
      outgoing = try HTTPClient.Request(
        url: request.address.text, method: HTTPMethod(rawValue: request.method.rawValue), headers: headers,
        body: request.body.isEmpty ? nil : .bytes(request.body))
    } catch {
      throw .malformedAddress(request.address.shown)
    }
    let task = client.execute(request: outgoing, delegate: arrival)
    arrival.onAbandon { task.cancel() }
    do throws(HTTPError) {
      let head = try arrival.head()
      return HTTPResponse(
        status: head.status, headers: head.headers, body: arrival, address: request.address)
    } catch {
      arrival.abandon()
      throw error
    }
  }
}
