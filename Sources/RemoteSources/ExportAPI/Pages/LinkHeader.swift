import HTTPTransport

/// The `Link` header of an answer (RFC 8288): `<address>; rel="next", <address>; rel="prev"`.
enum LinkHeader {
  /// The text of the address with relation `next`; `nil` where there is none.
  static func next(in headers: HTTPFields) -> String? {
    for value in headers.values("link") {
      var rest = value[...]
      while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
        let address = rest[rest.index(after: open)..<close]
        let parameters = rest[rest.index(after: close)...].prefix { $0 != "<" }
        rest = rest[parameters.endIndex...]
        for parameter in parameters.split(whereSeparator: { $0 == ";" || $0 == "," }) {
          let pair = parameter.split(separator: "=", maxSplits: 1).map {
            $0.filter { $0 != " " && $0 != "\"" }
          }
          if pair.count == 2, pair[0].lowercased() == "rel", pair[1].lowercased() == "next" {
            return String(address)
          }
        }
      }
    }
    return nil
  }
}
