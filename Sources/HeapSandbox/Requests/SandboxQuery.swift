import EventModel

/// A request for rows, understood and checked.
struct SandboxQuery {
  enum Object: Hashable {
    case events
    case table(ProjectView.Content)
  }

  static let root = "/sandbox/v1/"
  static let longestPage = 10_000
  static let mostBuckets = 4_096

  var object: Object
  var from: Int64?
  var to: Int64?
  var since: Int64?
  var bucket = 0
  var buckets = 1
  var limit = 1_000
  var paging: SandboxPaging
  var cursor: String?
  /// Rows before the page, where the style tells them.
  var offset = 0
  /// Path and parameters in a fixed order without the place of the page: the same for all pages of a query.
  private(set) var text: String
  /// The parameters in ``text``.
  private var parameters: [(name: String, value: String)]
  private let path: String

  init(
    _ target: RequestTarget, paging defaultPaging: SandboxPaging, segments: Int
  ) throws(SandboxFailure) {
    path = target.path
    guard target.path.hasPrefix(SandboxQuery.root) else { throw .notFound }
    let parts = target.path.dropFirst(SandboxQuery.root.count).split(
      separator: "/", omittingEmptySubsequences: false)
    let (object, allowed) = try SandboxQuery.object(parts, segments: segments)
    self.object = object
    paging = defaultPaging
    parameters = []
    text = target.path

    var values: [String: String] = [:]
    for (name, value) in target.parameters {
      guard values.updateValue(value, forKey: name) == nil else { throw .parameter(name, "given twice") }
    }
    if let value = values["paging"] {
      guard let style = SandboxPaging(rawValue: value) else { throw .parameter("paging", "unknown style") }
      paging = style
    }
    let place =
      switch paging {
      case .cursor, .link: "cursor"
      case .page: "page"
      case .offset: "offset"
      }
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard name == "limit" || name == "paging" || name == place || allowed.contains(name) else {
        throw .parameter(name, "not a parameter here")
      }
      try take(name, value, segments: segments)
      // The style is none of the query: a server's own and the one a link asks for are the same.
      if name != place && name != "paging" {
        text += "&\(name)=\(value)"
        parameters.append((name, value))
      }
    }
    guard bucket < buckets else { throw .parameter("bucket", "must be less than buckets") }
    if let page = values["page"].flatMap({ Int($0) }) { offset = (page - 1) * limit }
  }

  private static func object(
    _ parts: [Substring], segments: Int
  ) throws(SandboxFailure) -> (Object, Set<String>) {
    let shares: Set = ["bucket", "buckets"]
    let ranges: Set = ["from", "to"]
    switch parts {
    case ["events"]: return (.events, shares.union(ranges).union(["updated_since"]))
    case ["users"]: return (.table(.users), shares.union(ranges).union(["updated_since"]))
    case ["accounts"]: return (.table(.accounts), shares.union(ranges).union(["updated_since"]))
    case ["segments"]: return (.table(.segments), [])
    case ["segment_members"]: return (.table(.memberships(nil)), shares.union(["segment"]))
    case ["funnels"]: return (.table(.funnels), [])
    case ["analytics"]: return (.table(.analytics), ranges)
    default:
      guard parts.count == 3, parts[0] == "segments", parts[2] == "members",
        let segment = place(ofSegment: String(parts[1]), among: segments)
      else { throw .notFound }
      return (.table(.members(segment)), shares)
    }
  }

  /// Segments are named `s1`, `s2`, ….
  private static func place(ofSegment id: String, among count: Int) -> Int? {
    (0..<count).first { "s\($0 + 1)" == id }
  }

  private mutating func take(_ name: String, _ value: String, segments: Int) throws(SandboxFailure) {
    func integer(_ range: ClosedRange<Int>) throws(SandboxFailure) -> Int {
      guard let number = Int(value), range.contains(number) else {
        throw .parameter(name, "must be an integer from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
    switch name {
    case "from": from = try instant(name, value)
    case "to": to = try instant(name, value)
    case "updated_since": since = try instant(name, value)
    case "bucket": bucket = try integer(0...SandboxQuery.mostBuckets - 1)
    case "buckets": buckets = try integer(1...SandboxQuery.mostBuckets)
    case "limit": limit = try integer(1...SandboxQuery.longestPage)
    case "page": _ = try integer(1...1_000_000_000)
    case "offset": offset = try integer(0...1_000_000_000_000)
    case "cursor": cursor = value
    case "segment":
      guard let place = SandboxQuery.place(ofSegment: value, among: segments) else {
        throw .parameter(name, "no such segment")
      }
      object = .table(.memberships(place))
    default: break
    }
  }

  private func instant(_ name: String, _ value: String) throws(SandboxFailure) -> Int64 {
    guard case .time(let instant) = TimeTextParser(format: .iso8601).parse(value) else {
      throw .parameter(name, "not an ISO 8601 instant or date")
    }
    return instant.microseconds
  }

  /// The next page's address, without scheme and host, for clients that follow links.
  func link(cursor: String) -> String {
    let items = parameters + [("paging", SandboxPaging.link.rawValue), ("cursor", cursor)]
    let query = items.map { "\($0.name)=\(RequestTarget.encode($0.value))" }.joined(separator: "&")
    return "\(path)?\(query)"
  }
}
