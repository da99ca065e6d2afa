import HTTPTransport

/// What S3 says when it does not do what it was asked: a status and `<Error>` with a code.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
struct S3Refusal: Sendable {
  var status: Int
  /// `NoSuchKey`, `SlowDown`, …; empty where the body is none of S3's.
  var code = ""
  /// The region the bucket is in, where the answer tells.
  var region: String?
  var requestID: String
  /// Microseconds since 1970 by the server's clock, where it tells.
  var serverTime: Int64?

  init(_ reply: HTTPReply) {
    status = reply.status
    requestID = String((reply.headers["x-amz-request-id"] ?? "").filter { $0.isASCII && !$0.isWhitespace }.prefix(64))
    serverTime = reply.headers["date"].flatMap(HTTPDate.seconds).map { $0 * 1_000_000 }
    defer {
      // What is no region must not become part of a host.
      if let found = region, !S3Endpoint.isRegion(found) { region = nil }
    }
    region = reply.headers["x-amz-bucket-region"]
    guard let members = try? Self.members(of: reply.body) else { return }
    code = String((members["Code"] ?? "").filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(64))
    // Only a wrong region is corrected by the body; other answers name regions for other reasons.
    if region == nil, ["AuthorizationHeaderMalformed", "IllegalLocationConstraintException"].contains(code) {
      region = members["Region"]
    }
    if region == nil, let endpoint = members["Endpoint"], status == 301 || status == 307 {
      region = Self.region(ofHost: endpoint)
    }
  }

  /// Whether the same request may be answered a moment later, though its status does not say so.
  var isPassing: Bool { ["RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable"].contains(code) }

  /// The texts of the elements right below `<Error>`.
  private static func members(of body: [UInt8]) throws(S3MarkupFault) -> [String: String] {
    var reader = S3MarkupReader(body)
    guard try reader.next() == .start("Error") else { throw .missing(element: "Error") }
    var members: [String: String] = [:]
    var depth = 0
    var text = ""
    while let piece = try reader.next() {
      switch piece {
      case .start:
        depth += 1
        text = ""
      case .text(let more): text += more
      case .end(let name):
        if depth == 1 { members[name] = text }
        depth -= 1
      }
    }
    return members
  }

  /// `bucket.s3.eu-west-1.amazonaws.com` and `s3-eu-west-1.amazonaws.com` are in `eu-west-1`.
  static func region(ofHost host: String) -> String? {
    let parts = host.split(separator: ".")
    for (index, part) in parts.enumerated() {
      if part == "s3", index + 1 < parts.count, parts[index + 1] != "amazonaws" { return String(parts[index + 1]) }
      if part.hasPrefix("s3-") { return String(part.dropFirst(3)) }
    }
    return nil
  }
}
