/// An object as a listing shows it.
package struct S3Object: Sendable, Hashable {
  package var key: String
  package var size: Int
  /// Changes with the content; with its quotes, as requests repeat it. Empty where the store tells none.
  package var tag: String

  package init(key: String, size: Int, tag: String) {
    self.key = key
    self.size = size
    self.tag = tag
  }
}

/// One page of the objects of a bucket: the answer to `ListObjectsV2`.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
struct S3Listing {
  var objects: [S3Object] = []
  /// Asks for the next page; `nil` on the last one.
  var nextPage: String?

  /// Reads `<ListBucketResult>`.
  init(parsing bytes: [UInt8]) throws(S3MarkupFault) {
    var reader = S3MarkupReader(bytes)
    guard try reader.next() == .start("ListBucketResult") else { throw .missing(element: "ListBucketResult") }
    var path: [String] = []
    var text = ""
    var entry: [String: String] = [:]
    var isTruncated = false
    var token: String?
    var isEncoded = false
    var raw: [(key: String, size: Int, tag: String)] = []
    while let piece = try reader.next() {
      switch piece {
      case .start(let name):
        path.append(name)
        text = ""
        if path == ["Contents"] { entry = [:] }
      case .text(let more): text += more
      case .end(let name):
        if path.count == 2, path[0] == "Contents" { entry[name] = text }
        switch path {
        case ["IsTruncated"]: isTruncated = text == "true"
        case ["NextContinuationToken"]: token = text
        case ["EncodingType"]: isEncoded = text == "url"
        case ["Contents"]:
          guard let key = entry["Key"] else { throw .missing(element: "Key") }
          guard let size = entry["Size"].flatMap({ Int($0) }), size >= 0 else { throw .missing(element: "Size") }
          raw.append((key, size, entry["ETag"] ?? ""))
        default: break
        }
        if path.isEmpty { break }
        path.removeLast()
      }
    }
    // Where keys are encoded may be said behind them.
    for object in raw {
      guard let key = isEncoded ? Self.decoded(object.key) : object.key else { throw .missing(element: "Key") }
      objects.append(S3Object(key: key, size: object.size, tag: object.tag))
    }
    if isTruncated {
      guard let token, !token.isEmpty else { throw .missing(element: "NextContinuationToken") }
      nextPage = token
    }
  }

  /// A text without its percent signs; `nil` where it has other ones or is no UTF-8 behind them.
  static func decoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 2 else { return nil }
        bytes.append(UInt8(digits[0] << 4 | digits[1]))
        rest = rest.dropFirst(2)
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
