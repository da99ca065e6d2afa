import EventModel
import HeapSandbox
import NIOHTTP1
import Testing

/// A client that knows the contract reads everything exactly once, whatever goes wrong.
///
/// The reader here is the shortest one that obeys the documentation; it shares nothing with the connector, so that
/// the two are tests of each other.
@Suite struct SoakTests {
  private struct Reader {
    let running: RunningSandbox
    let style: SandboxPaging
    var token = ""
    var requests = 0

    /// What is to be done after a request.
    private enum Step {
      case page(RunningSandbox.Reply)
      case again
      case restart
    }

    private mutating func step(_ path: String) async throws -> Step {
      requests += 1
      guard requests < 1_000 else { throw Endless() }
      if token.isEmpty {
        guard let reply = try? await running.askForToken(), reply.status == 200,
          let given = (try? reply.object())?["access_token"] as? String
        else { return .again }
        token = "Bearer " + given
      }
      guard let reply = try? await running.get(path, token) else { return .again }
      switch reply.status {
      case 200:
        let isJSON = reply.headers.first(name: "Content-Type") == "application/json"
        guard isJSON, reply.body.count < 1 << 20, let object = try? reply.object(),
          object["partial"] as? Bool == false
        else { return .again }
        return .page(reply)
      case 401:
        token = ""
        return .again
      case 410: return .restart
      case 408, 429, 500...504: return .again
      default: throw Unexpected(text: reply.text)
      }
    }

    struct Endless: Error {}
    struct Unexpected: Error {
      var text: String
    }

    /// All rows of a query.
    mutating func read(_ path: String, id: String) async throws -> [String] {
      restart: while true {
        var next = path
        var rows: [String] = []
        var last: [String] = []
        var page = 1
        while true {
          switch try await step(next) {
          case .again: continue
          case .restart: continue restart
          case .page(let reply):
            let ids = try reply.rows().texts(id)
            let paging = try reply.paging()
            let cursor = paging["next_cursor"] as? String
            // A page that is the one before, or names itself, is asked for again.
            if !ids.isEmpty, ids == last { continue }
            if let cursor, next.hasSuffix("cursor=" + cursor) { continue }
            if let link = RunningSandbox.nextLink(reply), link.hasSuffix(next) || link == next { continue }
            rows += ids
            last = ids
            page += 1
            guard paging["has_more"] as? Bool == true else {
              guard rows.count == (try reply.object()["total"] as? Int), Set(rows).count == rows.count
              else { continue restart }
              return rows
            }
            next =
              switch style {
              case .cursor: path + "&cursor=" + (cursor ?? "")
              case .page: path + "&page=\(page)"
              case .offset: path + "&offset=\(rows.count)"
              case .link: RunningSandbox.nextLink(reply) ?? ""
              }
          }
        }
      }
    }
  }

  @Test(arguments: SandboxPaging.allCases, [1, 2, 3] as [UInt64])
  func `all rows of all objects come exactly once`(style: SandboxPaging, seed: UInt64) async throws {
    let source = try RunningSandbox.shop(900)
    let objects = [
      ("events?limit=45", "event_id"), ("events?limit=7&from=2026-02-01&buckets=3&bucket=1", "event_id"),
      ("users?limit=9", "user_id"), ("segments/s1/members?limit=3", "user_id"), ("segments?limit=1", "id"),
    ]
    func read(_ options: SandboxOptions) async throws -> ([[String]], SandboxStatistics) {
      try await RunningSandbox.with(source, options) { running in
        var reader = Reader(running: running, style: style)
        var all: [[String]] = []
        for (path, id) in objects {
          all.append(try await reader.read(path + "&paging=\(style.rawValue)", id: id).sorted())
        }
        return (all, running.sandbox.statistics)
      }
    }
    var options = SandboxOptions()
    options.clock = ManualSandboxClock(.at("2026-06-01T00:00:00Z"), elapsedRuns: true)
    let (undisturbed, calm) = try await read(options)
    #expect(calm.faultCount == 0)
    options.faults = SandboxFaults(
      try SandboxFaults.shares(parsing: "all=0.05"), seed: seed, slowPause: .milliseconds(1),
      hugeBytes: 2 << 20)
    let (disturbed, stormy) = try await read(options)
    #expect(disturbed == undisturbed)
    #expect(stormy.faultCount > 20)
    #expect(stormy.pages >= calm.pages)
  }
}
