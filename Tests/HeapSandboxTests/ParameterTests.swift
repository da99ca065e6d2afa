import HeapSandbox
import NIOHTTP1
import Testing

/// What may be asked for, and what is refused.
@Suite struct ParameterTests {
  @Test(arguments: [
    ("events?frm=2026-01-01", "frm"), ("events?from=yesterday", "from"), ("events?from=", "from"),
    ("events?limit=0", "limit"), ("events?limit=10001", "limit"), ("events?limit=1&limit=1", "limit"),
    ("events?buckets=0", "buckets"), ("events?bucket=1", "bucket"), ("events?buckets=2&bucket=2", "bucket"),
    ("events?paging=scroll", "paging"), ("events?page=1", "page"), ("events?paging=page&page=0", "page"),
    ("events?paging=offset&offset=-1", "offset"), ("events?paging=page&cursor=1", "cursor"),
    ("events?segment=s1", "segment"), ("segment_members?segment=s9", "segment"),
    ("segments?from=2026-01-01", "from"), ("funnels?bucket=0", "bucket"), ("analytics?buckets=2", "buckets"),
    ("events?from=%ff", "from=%ff"),
  ])
  func `a wrong parameter is named`(path: String, name: String) async throws {
    try await RunningSandbox.with(try RunningSandbox.shop(100)) { running in
      let reply = try await running.get(path, try await running.bearer())
      #expect(reply.status == 400)
      #expect(try reply.code() == "invalid_parameter")
      let error = try reply.object()["error"] as? [String: Any]
      #expect((error?["message"] as? String)?.hasPrefix(name + ":") == true)
    }
  }

  @Test(arguments: ["", "event", "events/", "segments/s9/members", "segments/s1", "segments/s1/members/x"])
  func `an unknown path is not found`(path: String) async throws {
    try await RunningSandbox.with(try RunningSandbox.shop(100)) { running in
      let reply = try await running.get(path, try await running.bearer())
      #expect(reply.status == 404)
      #expect(try reply.code() == "not_found")
    }
  }

  @Test func `data are only got`() async throws {
    try await RunningSandbox.with(try RunningSandbox.shop(100)) { running in
      let reply = try await running.send(
        .POST, "/sandbox/v1/events", authorization: try await running.bearer())
      #expect(reply.status == 405)
      #expect(reply.headers.first(name: "Allow") == "GET")
    }
  }

  @Test(arguments: ["events", "users", "accounts", "segments/s1/members", "segment_members"])
  func `every row is in exactly one bucket`(object: String) async throws {
    try await RunningSandbox.with { running in
      let token = try await running.bearer()
      let expected = try await running.all(object, token).canonical()
      for buckets in [2, 5] {
        var rows: [[String: Any]] = []
        var filled = 0
        for bucket in 0..<buckets {
          let share = try await running.all("\(object)?buckets=\(buckets)&bucket=\(bucket)", token)
          filled += share.isEmpty ? 0 : 1
          rows += share
        }
        let found = try rows.canonical()
        #expect(found == expected)
        #expect(filled > 1)
      }
    }
  }

  @Test(arguments: [("events", "time"), ("users", "last_modified"), ("analytics", "day")])
  func `neighbouring ranges share no row and lose none`(object: String, member: String) async throws {
    try await RunningSandbox.with { running in
      let token = try await running.bearer()
      let all = try await running.all(object, token)
      // A border that is the time of a row, which belongs to the range after it.
      let border = all.texts(member).sorted()[all.count / 2]
      let before = try await running.all("\(object)?to=\(border)", token)
      let after = try await running.all("\(object)?from=\(border)", token)
      #expect(before.texts(member).allSatisfy { $0 < border })
      #expect(after.texts(member).min() == border)
      let (found, wanted) = (try (before + after).canonical(), try all.canonical())
      #expect(found == wanted)
      let nothing = try await running.get("\(object)?from=\(border)&to=\(border)", token)
      #expect(try nothing.object()["total"] as? Int == 0)
      let backwards = try await running.get("\(object)?from=2026-03-01&to=2026-02-01", token)
      #expect(try backwards.object()["total"] as? Int == 0)
    }
  }
}
