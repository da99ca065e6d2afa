import Connectors
import HTTPTransport
import Synchronization

/// Puts credentials into requests: static ones as they are, tokens that expire from memory only.
///
/// A token is fetched when one is first needed, again shortly before it expires, and once for each time the server
/// refuses one. Shared by all threads; while one fetches, the others wait for its token.
final class TokenKeeper: Sendable {
  private struct Token {
    var text: String
    /// By the monotonic clock; from then on it is not used any more.
    var usableUntil: Int64
  }

  /// A token is given up this long before it expires, or after three quarters of a shorter life.
  private static let margin: Int64 = 30_000_000_000
  private static let longestAnswer = 1 << 20

  private let access: ExportAccess
  private let credentials: ExportCredentials
  private let client: RetryingClient
  private let clock: any RequestClock
  private let token = Mutex<Token?>(nil)
  /// Held while a token is fetched.
  private let fetching = Mutex(())

  init(
    _ access: ExportAccess, credentials: ExportCredentials, client: RetryingClient, clock: any RequestClock
  ) {
    self.access = access
    self.credentials = credentials
    self.client = client
    self.clock = clock
  }

  /// Whether a refused request may be right with a fresh token.
  var canRenew: Bool { access.kind == .oauth }

  /// The value to authorise with now; the same text until it is refused or expires.
  func current() throws(ExportError) -> String {
    switch access.kind {
    case .none: return ""
    case .bearer: return "Bearer " + credentials.secret
    case .header: return credentials.secret
    case .basic: return "Basic " + Base64.text(of: Array((credentials.id + ":" + credentials.secret).utf8))
    case .oauth: return "Bearer " + (try bearer())
    }
  }

  func authorise(_ request: inout HTTPRequest, with value: String) {
    guard access.kind != .none else { return }
    request.headers.set(access.kind == .header ? access.header : "Authorization", value, isSecret: true)
  }

  /// Forgets the token that was refused, unless another has taken its place meanwhile.
  func refuse(_ value: String) {
    token.withLock { token in
      if let known = token, "Bearer " + known.text == value { token = nil }
    }
  }

  private var usable: String? {
    let now = clock.monotonic
    return token.withLock { token in token.flatMap { now < $0.usableUntil ? $0.text : nil } }
  }

  private func bearer() throws(ExportError) -> String {
    if let usable { return usable }
    let outcome = fetching.withLock { _ -> Result<String, ExportError> in
      // Another thread may have fetched one while this one waited.
      if let usable { return .success(usable) }
      do throws(ExportError) {
        let fresh = try fetch()
        token.withLock { $0 = fresh }
        return .success(fresh.text)
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private func fetch() throws(ExportError) -> Token {
    guard let address = access.tokenAddress else { throw .noToken(address: "") }
    var headers = HTTPFields()
    let pair = Base64.text(of: Array((credentials.id + ":" + credentials.secret).utf8))
    headers.append("Authorization", "Basic " + pair, isSecret: true)
    headers.append("Content-Type", "application/x-www-form-urlencoded")
    headers.append("Accept", "application/json")
    // A second token does no harm, so the call may be tried again.
    let request = HTTPRequest(
      .post, address, headers: headers, body: Array("grant_type=client_credentials".utf8), isIdempotent: true)
    let asked = clock.monotonic
    let answer: Result<Token, ExportError>
    do throws(HTTPError) {
      answer = try client.fetch(request, limit: Self.longestAnswer) { reply throws(HTTPError) in
        guard reply.status == 200 || reply.status == 201 else {
          // The body of a refusal may repeat what was sent, so it is not shown.
          return .accept(.failure(.credentialsRefused(status: reply.status, address: address.shown)))
        }
        guard let value = try? JSONDocument.value(of: reply.body) else {
          return .retry(.unusableAnswer(address: address.shown, reason: "not JSON"))
        }
        guard let text = value["access_token"]?.text, !text.isEmpty,
          text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return .accept(.failure(.noToken(address: address.shown))) }
        let told = value["expires_in"].flatMap { $0.integer ?? $0.text.flatMap { Int64($0) } }
        let lifetime = min(max(told ?? self.access.lifetime, 1), 366 * 86_400) * 1_000_000_000
        let usable = lifetime - min(Self.margin, lifetime / 4)
        return .accept(.success(Token(text: text, usableUntil: asked + usable)))
      }
    } catch {
      throw error == .cancelled ? .cancelled : .http(error, object: "token")
    }
    return try answer.get()
  }
}
