import HTTPTransport

/// Builds the requests of a query: the profile's templates with the values of one page.
struct ExportQuestion {
  let base: WebAddress
  let object: String
  let query: ExportQuery
  /// Values that are the same for all pages: range, share, segment.
  var values: [RequestTemplate.Place: String] = [:]

  /// The request for a page; parameters with a place that has no value are left out.
  func request(page: [RequestTemplate.Place: String]) -> HTTPRequest {
    var values = values.merging(page) { $1 }
    values[.limit] = String(query.limit)
    var address = base
    if address.path.hasSuffix("/") { address.path.removeLast() }
    let path = query.path.filled(values, escape: WebAddress.encoded) ?? ""
    let parts = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    address.path += (parts[0].hasPrefix("/") ? "" : "/") + parts[0]
    if parts.count > 1 { address.query = String(parts[1]) }
    for (name, template) in query.query {
      if let value = template.filled(values) { address = address.adding(name, value) }
    }
    var headers = HTTPFields()
    headers.append("Accept", "application/json")
    for (name, template) in query.headers {
      if let value = template.filled(values) { headers.append(name, value) }
    }
    let body = query.body?.filled(values, escape: Self.escaped)
    if body != nil { headers.set("Content-Type", "application/json") }
    // An export only asks, whatever its verb.
    return HTTPRequest(
      query.method, address, headers: headers, body: body.map { Array($0.utf8) } ?? [], isIdempotent: true)
  }

  /// The text inside of a JSON string.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
