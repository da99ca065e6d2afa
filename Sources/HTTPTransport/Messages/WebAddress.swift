/// An address of the web, cut into the parts a request needs: `https://host:port/path?query`.
///
/// Path and query stay as they are written, percent signs and all, because signatures cover their exact bytes.
/// A user name in the address is refused (credentials do not belong into addresses), a fragment is dropped.
package struct WebAddress: Sendable, Hashable {
  /// How bytes travel.
  package enum Scheme: String, Sendable, Hashable {
    case http
    case https

    package var defaultPort: Int { self == .http ? 80 : 443 }
  }

  package var scheme: Scheme
  /// In lower case; an IPv6 address keeps its brackets.
  package var host: String
  package var port: Int
  /// Begins with a slash.
  package var path: String
  /// Without the question mark; `nil` where there is none.
  package var query: String?

  /// Reads an absolute address; `nil` where it is none that can be asked.
  package init?(_ text: String) {
    guard let separator = text.range(of: "://"),
      let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
    else { return nil }
    self.scheme = scheme
    let rest = text[separator.upperBound...].prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard let (host, port) = Self.hostAndPort(authority) else { return nil }
    self.host = host
    self.port = port ?? scheme.defaultPort
    guard Self.isClean(rest) else { return nil }
    (path, query) = Self.pathAndQuery(rest[authority.endIndex...])
  }

  /// The text of the address, with the port only where it is not the scheme's own.
  package var text: String { origin + target }

  /// Scheme, host and port.
  package var origin: String {
    "\(scheme.rawValue)://\(host)" + (port == scheme.defaultPort ? "" : ":\(port)")
  }

  /// What stands in the first line of the request.
  package var target: String { path + (query.map { "?" + $0 } ?? "") }

  /// What messages may show: no query, because signatures and tokens travel there.
  package var shown: String { origin + path + (query == nil ? "" : "?…") }

  /// Whether credentials meant for `self` may be sent to `other`: same host and port, and never from TLS to none.
  package func sharesCredentials(with other: WebAddress) -> Bool {
    guard host == other.host else { return false }
    if scheme == other.scheme { return port == other.port }
    return scheme == .http && port == 80 && other.port == 443
  }

  /// The address that `reference` means where `self` is where it was found, as in a `Location` or `Link` field.
  package func resolving(_ reference: String) -> WebAddress? {
    let reference = String(reference.prefix { $0 != "#" })
    if let absolute = WebAddress(reference) { return absolute }
    if reference.range(of: "://") != nil && !reference.hasPrefix("/") { return nil }
    if reference.hasPrefix("//") { return WebAddress("\(scheme.rawValue):\(reference)") }
    guard Self.isClean(reference[...]) else { return nil }
    var copy = self
    if reference.hasPrefix("/") {
      (copy.path, copy.query) = Self.pathAndQuery(reference[...])
    } else if reference.hasPrefix("?") {
      copy.query = String(reference.dropFirst())
    } else if !reference.isEmpty {
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
      (copy.path, copy.query) = Self.pathAndQuery((folder + reference)[...])
    }
    return copy
  }

  /// The address with `name=value` added to its query, both encoded.
  package func adding(_ name: String, _ value: String) -> WebAddress {
    var copy = self
    let pair = Self.encoded(name) + "=" + Self.encoded(value)
    copy.query = query.map { $0.isEmpty ? pair : $0 + "&" + pair } ?? pair
    return copy
  }

  /// `text` with everything but letters, digits, `-`, `.`, `_` and `~` percent-encoded (RFC 3986, unreserved).
  package static func encoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func hostAndPort(_ text: Substring) -> (host: String, port: Int?)? {
    if text.contains("@") { return nil }
    var host = text
    var port: Int?
    let afterBracket = text.lastIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
    if let colon = text[afterBracket...].lastIndex(of: ":") {
      guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else {
        return nil
      }
      port = number
      host = text[..<colon]
    }
    let allowed = host.hasPrefix("[") ? "[]:.%" : "-._"
    guard !host.isEmpty, host.utf8.count <= 253,
      host.unicodeScalars.allSatisfy({
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || allowed.unicodeScalars.contains($0))
      })
    else { return nil }
    return (host.lowercased(), port)
  }

  private static func pathAndQuery(_ text: Substring) -> (path: String, query: String?) {
    let path = text.prefix { $0 != "?" }
    let query = text[path.endIndex...].dropFirst()
    let absolute = path.hasPrefix("/") ? String(path) : "/" + path
    return (absolute, path.endIndex == text.endIndex ? nil : String(query))
  }

  /// Whether nothing in the text could end the first line of a request.
  private static func isClean(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }
}

extension StringProtocol {
  /// Where `needle` first stands.
  fileprivate func range(of needle: String) -> Range<Index>? {
    var start = startIndex
    while start != endIndex {
      if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
      start = index(after: start)
    }
    return nil
  }
}
