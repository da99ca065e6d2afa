import Synchronization

/// Gives out tokens and knows which are valid.
final class TokenDesk: Sendable {
  private struct State {
    /// By token: when it ends, in elapsed microseconds.
    var ends: [String: Int64] = [:]
  }

  private let authorization: String
  private let lifetime: Int64
  private let clock: any SandboxClock
  private let state = Mutex(State())

  init(_ options: SandboxOptions) {
    authorization = options.credentials.basicAuthorization
    lifetime = options.tokenLifetime.microseconds
    clock = options.clock
  }

  /// A new token for a client that presents the right credentials.
  func give(authorization presented: String?) throws(SandboxFailure) -> String {
    guard presented == authorization else {
      throw SandboxFailure(
        status: 401, code: "invalid_client", message: "Unknown client or wrong secret.",
        headers: [("WWW-Authenticate", "Basic realm=\"sandbox\"")])
    }
    let token = SandboxCredentials.randomWord() + SandboxCredentials.randomWord()
    let now = clock.elapsed.microseconds
    state.withLock { state in
      // Long-ended tokens are of no use to anyone, but a fresh one must be told from an unknown one.
      if state.ends.count >= 10_000 { state.ends = state.ends.filter { $0.value > now } }
      state.ends[token] = now + lifetime
    }
    return token
  }

  /// Checks the header of a call for data and returns its token.
  func check(authorization presented: String?) throws(SandboxFailure) -> String {
    guard let presented, presented.hasPrefix("Bearer ") else {
      throw .token("token_missing", "A bearer token is needed.")
    }
    let token = String(presented.dropFirst("Bearer ".count))
    guard let end = state.withLock({ $0.ends[token] }) else {
      throw .token("token_unknown", "The token was never given.")
    }
    guard clock.elapsed.microseconds < end else { throw .token("token_expired", "The token has expired.") }
    return token
  }

  /// Lets a token end now.
  func revoke(_ token: String) {
    state.withLock { $0.ends[token] = .min }
  }
}
