import Crypto
import EventModel
package import HTTPTransport

/// Signs requests the way AWS wants it, version 4.
///
/// The header of a request, its path and query go into a canonical text; the text's digest is signed with a key made of
/// the secret, the day, the region and the service. Secrets stay in memory and appear in no text.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
package struct AWSSignature: Sendable {
  package var credentials: S3Credentials
  package var region: String
  package var service = "s3"

  private static let algorithm = "AWS4-HMAC-SHA256"

  package init(_ credentials: S3Credentials, region: String) {
    self.credentials = credentials
    self.region = region
  }

  /// Adds date, digest of the body, token and signature to `request`; all fields it has are covered.
  ///
  /// - Parameter time: Microseconds since 1970; servers take requests within 15 minutes of it.
  package func sign(_ request: inout HTTPRequest, at time: Int64) {
    let bodyDigest = Self.hexadecimal(SHA256.hash(data: request.body))
    request.headers.set("x-amz-content-sha256", bodyDigest)
    request.headers.set("x-amz-date", Self.clockText(time))
    if let token = credentials.sessionToken {
      request.headers.set("x-amz-security-token", token, isSecret: true)
    }
    request.headers.set("authorization", authorization(for: request, bodyDigest: bodyDigest, at: time), isSecret: true)
  }

  /// The value of `Authorization` for a request that has all its other fields.
  func authorization(for request: HTTPRequest, bodyDigest: String, at time: Int64) -> String {
    let clock = Self.clockText(time)
    let day = String(clock.prefix(8))
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let (canonical, signed) = Self.canonicalText(of: request, bodyDigest: bodyDigest)
    let text = [
      Self.algorithm, clock, scope, Self.hexadecimal(SHA256.hash(data: Array(canonical.utf8))),
    ].joined(separator: "\n")
    var key = SymmetricKey(data: Array("AWS4\(credentials.secret)".utf8))
    for part in [day, region, service, "aws4_request"] { key = SymmetricKey(data: Self.code(part, key)) }
    return "\(Self.algorithm) Credential=\(credentials.keyID)/\(scope), SignedHeaders=\(signed), "
      + "Signature=\(Self.hexadecimal(Self.code(text, key)))"
  }

  /// The text that is signed, and the names of the fields in it.
  static func canonicalText(of request: HTTPRequest, bodyDigest: String) -> (text: String, signed: String) {
    var fields: [String: [String]] = ["host": [hostField(of: request.address)]]
    for field in request.headers.fields where !["authorization", "host"].contains(field.name.lowercased()) {
      let value = field.value.split(separator: " ").joined(separator: " ")
      fields[field.name.lowercased(), default: []].append(value)
    }
    let names = fields.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let pairs = (request.address.query ?? "").split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
    }
    let query = pairs.sorted {
      $0.name == $1.name
        ? $0.value.utf8.lexicographicallyPrecedes($1.value.utf8) : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    let signed = names.joined(separator: ";")
    let lines =
      [
        request.method.rawValue, request.address.path,
        query.map { "\($0.name)=\($0.value)" }.joined(separator: "&"),
      ] + names.map { "\($0):\((fields[$0] ?? []).joined(separator: ","))" } + ["", signed, bodyDigest]
    return (lines.joined(separator: "\n"), signed)
  }

  /// The `Host` of requests to `address`: with the port only where it is not the scheme's own.
  static func hostField(of address: WebAddress) -> String {
    address.host + (address.port == address.scheme.defaultPort ? "" : ":\(address.port)")
  }

  /// `20130524T000000Z`.
  static func clockText(_ microseconds: Int64) -> String {
    let second = Timestamp(microseconds: microseconds - (microseconds % 1_000_000 + 1_000_000) % 1_000_000)
    return second.iso8601.filter { $0 != "-" && $0 != ":" }
  }

  private static func code(_ text: String, _ key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    let digits = Array("0123456789abcdef".utf8)
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
