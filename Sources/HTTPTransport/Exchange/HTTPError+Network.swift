import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension HTTPError {
  /// What an error of the network's libraries says in our words.
  init(_ error: any Error, address: WebAddress, options: HTTPConnectionOptions) {
    switch error {
    case let error as HTTPClientError: self = Self.of(error, address, options)
    case let error as NIOConnectionError: self = Self.of(error, address, options)
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      self = .insecure(address: address.shown, reason: Self.reason(error))
    case let error as HTTPParserError:
      self =
        error == .invalidEOFState
        ? .connectionLost(address: address.shown)
        : .malformedAnswer(address: address.shown, reason: String(describing: error))
    case let error as IOError:
      self =
        error.errnoCode == ECONNREFUSED || error.errnoCode == EHOSTUNREACH || error.errnoCode == ENETUNREACH
        ? .cannotConnect(address: address.shown, errorNumber: error.errnoCode)
        : .connectionLost(address: address.shown)
    case is ChannelError: self = .connectionLost(address: address.shown)
    default: self = .malformedAnswer(address: address.shown, reason: String(describing: type(of: error)))
    }
  }

  private static func of(
    _ error: HTTPClientError, _ address: WebAddress, _ options: HTTPConnectionOptions
  ) -> HTTPError {
    switch error {
    case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
      .timedOut(.connecting, address: address.shown, milliseconds: options.connectTimeout)
    case .cancelled: .cancelled
    case .remoteConnectionClosed, .uncleanShutdown: .connectionLost(address: address.shown)
    case .invalidURL, .emptyHost, .emptyScheme: .malformedAddress(address.shown)
    default: .malformedAnswer(address: address.shown, reason: error.description)
    }
  }

  private static func of(
    _ error: NIOConnectionError, _ address: WebAddress, _ options: HTTPConnectionOptions
  ) -> HTTPError {
    let failures = error.connectionErrors.map(\.error)
    if let tls = failures.first(where: { $0 is NIOSSLError || $0 is BoringSSLError }) {
      return .insecure(address: address.shown, reason: reason(tls))
    }
    if failures.isEmpty && (error.dnsAError != nil || error.dnsAAAAError != nil) {
      return .unknownHost(address.host, address: address.shown)
    }
    if failures.contains(where: { $0 is ChannelError }) {
      return .timedOut(.connecting, address: address.shown, milliseconds: options.connectTimeout)
    }
    let number = failures.compactMap { ($0 as? IOError)?.errnoCode }.first ?? ECONNREFUSED
    return .cannotConnect(address: address.shown, errorNumber: number)
  }

  /// What TLS has against the server; the library's text, which names places in its source, only where nothing better
  /// is known.
  private static func reason(_ error: any Error) -> String {
    let text = String(describing: error)
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return "its certificate comes from no authority that is trusted here, or is not valid now"
    }
    if text.contains("failedToValidateHostname") { return "its certificate is for another host" }
    if let place = text.firstRange(of: "OPENSSL_internal:") {
      let word = text[place.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return "TLS failed: " + word.lowercased().replacing("_", with: " ")
    }
    return String(text.prefix { $0 != "\n" }.prefix(300))
  }
}
