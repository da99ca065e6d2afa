import Connectors
import EventModel
import HTTPTransport
import RemoteSources
import Synchronization
import Testing

@testable import RemoteSources

/// Servers that are wrong for good must end a run with what is wrong, and never with a store that lacks rows.
@Suite struct ContradictionTests {
  private func profile(_ paging: String, _ query: String, access: String = "none", more: String = "") throws
    -> ExportProfile
  {
    try ExportProfile(
      text: """
        name: x
        base_url: https://h
        access: {kind: \(access)}
        objects:
          events:
            path: /e
            query: {f: "{from}", t: "{to}"\(query)}
            paging: \(paging)
            limit: 2
            answer: {rows: rows, next: next, total: total, partial: partial}
            range: {first: 1d, shortest: 1d, longest: 1d}
            fields: {user: u, event: e, time: t, event_id: i}
        \(more)
        """, file: "p")
  }

  private func run(_ profile: ExportProfile, _ server: AnsweringServer) throws {
    var options = ExportOptions(source: "x")
    options.since = SandboxProject.timestamp("2026-01-01T00:00:00Z")
    options.until = SandboxProject.timestamp("2026-01-02T00:00:00Z")
    let feed = ExportFeed(
      profile, credentials: ExportCredentials(id: "a", secret: "s3cret"), cursor: [:], options: options,
      over: server,
      clock: HastyClock())
    while let portion = try feed.nextPortion() {
      for input in portion.inputs { while try input.source.nextBatch() != nil {} }
    }
  }

  private static func row(_ id: Int) -> String {
    "{\"u\":\"a\",\"e\":\"x\",\"t\":\"2026-01-01T01:00:00Z\",\"i\":\(id)}"
  }

  private func fault(_ profile: ExportProfile, _ server: AnsweringServer) -> ExportError.PageFault? {
    do {
      try run(profile, server)
      return nil
    } catch ExportError.contradictingPages(let fault, _, _) {
      return fault
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  @Test func `a cursor that names itself for ever`() throws {
    let server = AnsweringServer { request in
      let isFirst = !request.address.text.contains("c=")
      return (200, [], "{\"rows\":[\(Self.row(isFirst ? 1 : 2))],\"next\":\"x\"}")
    }
    #expect(fault(try profile("cursor", ", c: '{cursor}'"), server) == .stuckCursor)
  }

  @Test func `a page that comes again for ever`() throws {
    let count = Mutex(0)
    let server = AnsweringServer { _ in
      let next = count.withLock { count in
        count += 1
        return count
      }
      return (200, [], "{\"rows\":[\(Self.row(1))],\"next\":\"c\(next)\"}")
    }
    #expect(fault(try profile("cursor", ", c: '{cursor}'"), server) == .repeatedPage)
  }

  @Test func `a total that never comes true`() throws {
    let server = AnsweringServer { _ in (200, [], "{\"rows\":[\(Self.row(1))],\"total\":5}") }
    #expect(fault(try profile("none", ""), server) == .total(promised: 5, found: 1))
  }

  @Test func `a next page at another host`() throws {
    let server = AnsweringServer { _ in
      (200, [("Link", "<https://evil.example/e?page=2>; rel=\"next\"")], "{\"rows\":[\(Self.row(1))]}")
    }
    #expect(
      fault(try profile("link", "", access: "bearer"), server) == .foreignLink("https://evil.example/e?…"))
    #expect(server.asked.withLock { $0.allSatisfy { $0.address.host == "h" } })
  }

  @Test func `a partial answer for ever`() throws {
    let server = AnsweringServer { _ in (200, [], "{\"rows\":[\(Self.row(1))],\"partial\":true}") }
    #expect {
      try run(try profile("none", ""), server)
    } throws: {
      guard case ExportError.tooMuch(object: "events", _) = $0 else { return false }
      return true
    }
  }

  @Test func `static credentials that are refused are not tried again`() throws {
    let server = AnsweringServer { _ in (403, [], "") }
    #expect(throws: ExportError.accessRefused(status: 403, address: "https://h/e?…")) {
      try run(try profile("none", "", access: "bearer"), server)
    }
    #expect(server.asked.withLock { $0.count } <= 4)
  }

  @Test func `page numbers and offsets count on until a page is not full`() throws {
    for (paging, query) in [("page", ", p: '{page}'"), ("offset", ", p: '{offset}'")] {
      let server = AnsweringServer { request in
        let place =
          request.address.query?.split(separator: "&").first { $0.hasPrefix("p=") }?.dropFirst(2) ?? ""
        let first = paging == "page" ? 2 * (Int(place) ?? 0) - 2 : Int(place) ?? 0
        let rows = (first..<min(first + 2, 5)).map(Self.row)
        return (200, [], "{\"rows\":[\(rows.joined(separator: ","))]}")
      }
      try run(try profile(paging, query), server)
      #expect(server.asked.withLock { $0.count } == 3)
    }
  }

  @Test func `a question may be a POST with a body`() throws {
    let profile = try ExportProfile(
      text: """
        name: x
        base_url: https://h/v1/
        access: {kind: none}
        objects:
          events:
            method: POST
            path: e
            headers: {X-Project: "7"}
            body: '{{"from":"{from}","to":"{to}","limit":{limit}}}'
            range: {format: ms, first: 1d, shortest: 1d}
            fields: {user: u, event: e, time: t}
        """, file: "p")
    let server = AnsweringServer { _ in (200, [], "[]") }
    try run(profile, server)
    let request = server.asked.withLock { $0[0] }
    #expect(request.method == .post)
    #expect(request.address.text == "https://h/v1/e")
    #expect(request.headers["x-project"] == "7")
    #expect(
      String(decoding: request.body, as: UTF8.self)
        == "{\"from\":\"1767225600000\",\"to\":\"1767312000000\",\"limit\":1000}")
  }
}
