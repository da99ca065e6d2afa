import EventModel
import HeapSandbox
import Testing

/// How the rows of a query come page by page.
@Suite struct PagingTests {
  @Test(arguments: SandboxPaging.allCases, ["events", "users", "accounts", "segment_members", "analytics"])
  func `every style brings every row once`(style: SandboxPaging, object: String) async throws {
    var options = SandboxOptions()
    options.paging = style
    try await RunningSandbox.with(nil, options) { running in
      let token = try await running.bearer()
      let whole = try await running.get(object + "?limit=10000", token)
      let expected = try whole.rows()
      #expect(try whole.object()["total"] as? Int == expected.count)
      #expect(try whole.paging()["has_more"] as? Bool == false)
      #expect(expected.count > 7)
      for limit in [1, 7, expected.count, expected.count + 1] where limit > 1 || expected.count < 200 {
        let rows = try await running.all(object, token, paging: style, limit: limit)
        let (found, wanted) = (try rows.canonical(), try expected.canonical())
        #expect(found == wanted)
        if object == "events" { #expect(rows.texts("event_id") == expected.texts("event_id")) }
      }
    }
  }

  @Test func `a link keeps the query, whatever the server's own style`() async throws {
    for own in SandboxPaging.allCases {
      var options = SandboxOptions()
      options.paging = own
      try await RunningSandbox.with(nil, options) { running in
        let token = try await running.bearer()
        let path = "events?from=2026-02-01T00:00:00%2B01:00&buckets=2&bucket=1&limit=5"
        let suffix = own == .link ? "" : "&paging=link"
        var next: String? = path + suffix
        var ids: [String] = []
        while let address = next {
          let reply = try await running.get(address, token)
          ids += try reply.rows().texts("event_id")
          next = RunningSandbox.nextLink(reply)
        }
        let expected = try await running.all(
          "events?from=2026-02-01T00:00:00%2B01:00&buckets=2&bucket=1", token)
        #expect(ids == expected.texts("event_id"))
        #expect(ids.count > 10)
      }
    }
  }

  @Test func `a page tells where it is`() async throws {
    try await RunningSandbox.with { running in
      let token = try await running.bearer()
      let page = try await running.get("events?paging=page&limit=300&page=2", token).paging()
      #expect(page["page"] as? Int == 2)
      #expect(page["pages"] as? Int == 4)
      let offset = try await running.get("events?paging=offset&limit=300&offset=900", token)
      #expect(try offset.paging()["offset"] as? Int == 900)
      #expect(try offset.rows().count == 100)
      let beyond = try await running.get("events?paging=page&limit=300&page=5", token)
      #expect(beyond.status == 200)
      #expect(try beyond.rows().isEmpty)
      #expect(try beyond.paging()["has_more"] as? Bool == false)
    }
  }

  @Test func `a cursor serves its own query only, and for its time only`() async throws {
    let clock = ManualSandboxClock(.at("2026-06-01T00:00:00Z"))
    var options = SandboxOptions()
    options.clock = clock
    options.cursorLifetime = .seconds(100)
    options.tokenLifetime = .seconds(1_000)
    try await RunningSandbox.with(nil, options) { running in
      let token = try await running.bearer()
      let first = try await running.get("events?limit=10", token)
      let cursor = try #require(try first.paging()["next_cursor"] as? String)
      let others = [
        "events?limit=11&cursor=\(cursor)", "events?limit=10&from=2026-02-01&cursor=\(cursor)",
        "users?limit=10&cursor=\(cursor)", "events?limit=10&cursor=\(cursor)0", "events?limit=10&cursor=",
        "events?limit=10&cursor=0-0-0-0",
      ]
      for path in others {
        let reply = try await running.get(path, token)
        #expect(reply.status == 400)
        #expect(try reply.code() == "invalid_cursor")
      }
      clock.advance(by: .seconds(100))
      #expect(try await running.get("events?limit=10&cursor=\(cursor)", token).status == 200)
      clock.advance(by: .milliseconds(1))
      let late = try await running.get("events?limit=10&cursor=\(cursor)", token)
      #expect(late.status == 410)
      #expect(try late.code() == "cursor_expired")
    }
  }
}
