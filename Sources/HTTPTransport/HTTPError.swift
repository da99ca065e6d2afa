/// Why a question to a server has no answer; each case carries what a message needs, and no secret.
///
/// `address` never has a query, because signatures and tokens travel there.
package indirect enum HTTPError: Error, Sendable, Hashable {
  /// What was being waited for.
  package enum Phase: String, Sendable, Hashable {
    case connecting
    /// Nothing came for the read timeout.
    case reading
    /// The whole exchange took longer than allowed.
    case whole
  }

  /// Why a redirect is not followed.
  package enum RedirectFault: Sendable, Hashable {
    /// Credentials are never sent to another host, and without them the question is another.
    case otherHost
    /// From TLS to none.
    case lessSecure
    case tooMany
    /// The `Location` is missing or no address.
    case malformed
  }

  case malformedAddress(String)
  case unknownHost(String, address: String)
  case cannotConnect(address: String, errorNumber: Int32)
  /// TLS was refused by either side; `reason` says why in words.
  case insecure(address: String, reason: String)
  case timedOut(Phase, address: String, milliseconds: Int)
  /// The connection ended before the answer did.
  case connectionLost(address: String)
  /// What came is not HTTP.
  case malformedAnswer(address: String, reason: String)
  case bodyTooLarge(address: String, limit: Int)
  case redirectRefused(RedirectFault, from: String, to: String)
  case cannotReadCertificates(path: String)
  /// A status nobody expected; `excerpt` is the beginning of the body in plain characters.
  case unexpectedStatus(Int, address: String, excerpt: String)
  /// The answer was whole but not what was asked for; `reason` is the reader's own.
  case unusableAnswer(address: String, reason: String)
  /// Tried `attempts` times in `milliseconds`; `last` is what the last one met.
  case gaveUp(attempts: Int, milliseconds: Int, last: HTTPError)
  case cancelled

  /// Whether the same question may be answered a moment later.
  package var isPassing: Bool {
    switch self {
    case .cannotConnect, .timedOut, .connectionLost, .malformedAnswer, .unusableAnswer: true
    case .unknownHost: true
    case .unexpectedStatus(let status, _, _): [408, 425, 429].contains(status) || status >= 500
    case .malformedAddress, .insecure, .bodyTooLarge, .redirectRefused, .cannotReadCertificates, .gaveUp,
      .cancelled:
      false
    }
  }
}

extension HTTPReply {
  /// The answer as an error, for a status nobody expected.
  package var unexpectedStatus: HTTPError {
    .unexpectedStatus(status, address: address.shown, excerpt: excerpt)
  }

  /// The first 200 characters of the body on one line, control characters as dots, without secrets.
  package var excerpt: String {
    // Secrets go before the text is cut, or half of one might stay at the cut.
    let longest = secrets.reduce(0) { max($0, $1.utf8.count) }
    let text = withoutSecrets(String(decoding: body.prefix(800 + longest), as: UTF8.self)).prefix(200)
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "." : $0 }))
  }

  /// A text of the answer with `(secret)` in the place of every secret, since some servers repeat what they were sent.
  package func withoutSecrets(_ text: String) -> String {
    secrets.sorted { $0.utf8.count > $1.utf8.count }.reduce(text) { $0.replacing($1, with: "(secret)") }
  }
}
