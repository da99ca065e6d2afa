/// A bucket and what its keys begin with: `s3://bucket/folder/`.
package struct S3Address: Sendable, Hashable, CustomStringConvertible {
  package let bucket: String
  /// Empty, or a text that ends in a slash.
  package let prefix: String

  /// Whether a text is meant as an address of S3 rather than as a directory.
  package static func isAddress(_ text: String) -> Bool {
    let text = text.lowercased()
    return ["s3://", "s3a://", "s3n://"].contains { text.hasPrefix($0) }
  }

  /// Reads `s3://bucket[/folder]`, with or without the last slash.
  ///
  /// Names of buckets have 3 to 63 lower-case letters, digits, dots and hyphens, so none can change the host a
  /// request goes to (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html). Capital letters and
  /// underscores are taken too: some S3-compatible stores have such names.
  package init(_ text: String) throws(S3Error) {
    guard Self.isAddress(text), let scheme = text.firstIndex(of: ":") else { throw .badAddress(text) }
    let rest = text[scheme...].dropFirst(3)
    let name = rest.prefix { $0 != "/" }
    guard 3...255 ~= name.utf8.count, name.utf8.allSatisfy(Self.isAllowed), name.first != ".", name.first != "-",
      !name.utf8.elementsEqual("..".utf8), !rest.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
    else { throw .badAddress(text) }
    bucket = String(name)
    var folder = rest.dropFirst(name.count).drop { $0 == "/" }
    while folder.last == "/" { folder.removeLast() }
    prefix = folder.isEmpty ? "" : folder + "/"
  }

  package var description: String {
    "s3://\(bucket)" + (prefix.isEmpty ? "" : "/\(prefix.dropLast())")
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
