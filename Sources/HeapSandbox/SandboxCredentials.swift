/// What a client must present to get a token.
public struct SandboxCredentials: Hashable, Sendable {
  public var clientID: String
  public var clientSecret: String

  public init(clientID: String, clientSecret: String) {
    self.clientID = clientID
    self.clientSecret = clientSecret
  }

  /// Credentials that nobody can guess.
  public static func random() -> SandboxCredentials {
    SandboxCredentials(
      clientID: "sandbox-\(randomWord().prefix(8))", clientSecret: randomWord() + randomWord())
  }

  /// Sixteen hexadecimal digits from the system's source of randomness.
  static func randomWord() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  /// The value of an `Authorization` header with these credentials.
  var basicAuthorization: String { "Basic " + Base64.encode("\(clientID):\(clientSecret)".utf8) }
}
