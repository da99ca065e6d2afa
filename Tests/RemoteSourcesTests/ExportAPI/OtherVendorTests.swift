import Connectors
import EventModel
import HTTPTransport
import Ingestion
import RemoteSources
import SegmentStore
import TestSupport
import Testing

/// Another vendor's API takes only YAML: other paths, names, times, paging and errors, and nothing of it in the code.
@Suite struct OtherVendorTests {
  private static let profile = """
    name: vendor
    base_url: https://h
    access: {kind: header, header: X-Vendor-Key}
    objects:
      events:
        path: /export/v3/tracks
        query: {since_ms: "{from}", until_ms: "{to}", size: "{limit}"}
        paging: link
        limit: 7
        answer: {rows: data.items, code: fault.kind}
        too_much: [{status: 422, code: range_too_large}]
        range: {format: ms, lookback: 1d, first: 14d, shortest: 1h}
        fields: {user: actor.uid, event: what, time: meta.when, event_id: meta.uuid, session: visit}
        time_format: "%d/%m/%Y %H:%M:%S"
        ignore: [actor.email]
        rename: {attributes.price: price}
      users:
        path: /export/v3/people
        query: {p: "{page}", size: "{limit}"}
        paging: page
        first_page: 0
        limit: 3
        answer: {rows: people, total: count}
        fields: {user: uid}
      segments:
        path: /export/v3/cohorts
        answer: {rows: $}
        fields: {id: cohort_id, name: title}
        members:
          path: /export/v3/cohorts/{segment}/people
          query: {skip: "{offset}", size: "{limit}"}
          paging: offset
          limit: 2
          answer: {rows: ids}
          fields: {user: uid}
    """

  private static let hours = 24 * 10
  private static let people = (0..<8).map { "p\($0)" }

  /// One event an hour from 2026-03-01 on.
  private static func row(_ hour: Int) -> String {
    let (day, rest) = hour.quotientAndRemainder(dividingBy: 24)
    let when = "0\(day + 1)/03/2026 \(rest < 10 ? "0" : "")\(rest):05:09".replacing("010/", with: "10/")
    let user = people[hour % people.count]
    return """
      {"meta":{"uuid":"e-\(hour)","when":"\(when)"},"actor":{"uid":"\(user)","email":"\(user)@x.y"},\
      "what":"Paid","attributes":{"price":\(hour).5},"visit":"v\(day)"}
      """
  }

  private static func parameters(_ request: HTTPRequest) -> [String: Int] {
    var found: [String: Int] = [:]
    for pair in (request.address.query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=")
      if parts.count == 2 { found[String(parts[0])] = Int(parts[1]) }
    }
    return found
  }

  private static func answer(_ request: HTTPRequest) -> AnsweringServer.Answer {
    guard request.headers["x-vendor-key"] == "vendor-key" else { return (403, [], "{}") }
    let values = parameters(request)
    func page(_ all: [String], from start: Int) -> String {
      all.dropFirst(start).prefix(values["size"] ?? 0).joined(separator: ", \n")
    }
    switch request.address.path {
    case "/export/v3/tracks":
      let from = values["since_ms"] ?? 0
      let to = values["until_ms"] ?? 0
      let start = 1_772_323_200_000
      let found = (0..<hours).filter { (from..<to).contains(start + $0 * 3_600_000 + 309_000) }
      if found.count > 60 { return (422, [], "{\"fault\":{\"kind\":\"range_too_large\"}}") }
      let at = values["at"] ?? 0
      let next = at + 7
      let link =
        "</x>; rel=\"first\", </export/v3/tracks?since_ms=\(from)&until_ms=\(to)&size=7&at=\(next)>; rel=\"next\""
      return (
        200, next < found.count ? [("Link", link)] : [],
        "{\"status\": \"ok\", \"data\": {\"items\": [\n\(page(found.map(row), from: at))\n]}}"
      )
    case "/export/v3/people":
      let rows = people.map { "{\"uid\":\"\($0)\",\"profile\":{\"tier\":\"gold\"}}" }
      return (200, [], "{\"people\":[\(page(rows, from: (values["p"] ?? 0) * 3))],\"count\":\(rows.count)}")
    case "/export/v3/cohorts": return (200, [], "[{\"cohort_id\":7,\"title\":\"Payers\"}]")
    case "/export/v3/cohorts/7/people":
      let rows = people.prefix(5).map { "{\"uid\":\"\($0)\"}" }
      return (200, [], "{\"ids\":[\(page(rows, from: values["skip"] ?? 0))]}")
    default: return (404, [], "{}")
    }
  }

  @Test func `another vendor's API is read with nothing but a profile`() throws {
    let store = try TemporaryStore()
    var options = ExportOptions(source: "vendor")
    options.since = SandboxProject.timestamp("2026-03-01T00:00:00Z")
    options.until = SandboxProject.timestamp("2026-03-20T00:00:00Z")
    let feed = ExportFeed(
      try ExportProfile(text: Self.profile, file: "vendor.yml"),
      credentials: ExportCredentials(id: "", secret: "vendor-key"), cursor: [:], options: options,
      over: AnsweringServer(Self.answer), clock: HastyClock())
    let report = try RemoteLoad(into: store.store, options: IngestOptions(source: "vendor", threads: 1))
      .run(feed)
    #expect(report.rowsRejected == 0)
    #expect(report.segments?.map(\.members) == [5])
    let contents = try StoreContents(of: store.store, source: "vendor")
    #expect(contents.events.count == Self.hours)
    #expect(contents.tables["users"]?.count == Self.people.count)
    #expect(contents.members == [.init(id: "7", name: "Payers", users: ["p0", "p1", "p2", "p3", "p4"])])
    let first = try #require(contents.events.first { $0.contains("e-25") })
    #expect(first.hasPrefix("p1 1772413509000000 Paid "))
    #expect(first.contains("price=") && first.contains("25.5") && !first.contains("email"))
  }
}
