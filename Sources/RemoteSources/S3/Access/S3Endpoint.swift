package import HTTPTransport

/// Where the bucket's requests go.
///
/// On AWS the bucket's name is part of the host, except where dots in it would break TLS; an S3-compatible store has
/// one host, and the bucket comes first in the path.
package struct S3Endpoint: Sendable, Hashable {
  package let bucket: String
  /// An S3-compatible store; `nil` for AWS.
  package let custom: WebAddress?

  /// The region requests go to where nothing names one; AWS tells the right one in its answer.
  package static let defaultRegion = "us-east-1"

  /// - Parameter endpoint: `https://host[:port][/path]`, or `nil` for AWS.
  package init(bucket: String, endpoint: String?) throws(S3Error) {
    self.bucket = bucket
    guard let endpoint else {
      custom = nil
      return
    }
    guard let address = WebAddress(endpoint), address.query == nil else { throw .badEndpoint(endpoint) }
    custom = address
  }

  /// The address of an object, or with an empty key of the bucket itself.
  package func address(
    key: String, query: [(name: String, value: String)] = [], region: String
  ) throws(S3Error) -> WebAddress {
    let path = key.split(separator: "/", omittingEmptySubsequences: false).map { WebAddress.encoded(String($0)) }
      .joined(separator: "/")
    var address: WebAddress
    if let custom {
      address = custom
      let base = custom.path.hasSuffix("/") ? String(custom.path.dropLast()) : custom.path
      address.path = "\(base)/\(WebAddress.encoded(bucket))/\(path)"
    } else {
      guard Self.isRegion(region) else { throw .badRegion(region) }
      let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
      let isHost = bucket.utf8.allSatisfy { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "_") }
      let host = "s3.\(region).\(domain)"
      let text = isHost ? "https://\(bucket.lowercased()).\(host)/\(path)" : "https://\(host)/\(bucket)/\(path)"
      guard let made = WebAddress(text) else { throw .badEndpoint(text) }
      address = made
    }
    for pair in query { address = address.adding(pair.name, pair.value) }
    return address
  }

  /// Whether a text can be a region and nothing else; it becomes a part of the host.
  static func isRegion(_ text: String) -> Bool {
    1...32 ~= text.utf8.count
      && text.utf8.allSatisfy {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
          || $0 == UInt8(ascii: "-")
      }
  }
}
