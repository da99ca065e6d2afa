import HeapSandbox
import Testing

/// What the server counts, compared with what its own events say.
@Suite struct FigureTests {
  /// Each user's event names in the order they come, and its last properties.
  private struct Reading {
    var sequences: [String: [String]] = [:]
    var properties: [String: [String: Any]] = [:]
    var times: [String: [String]] = [:]

    init(_ events: [[String: Any]]) {
      for event in events {
        let user = event["user_id"] as? String ?? ""
        sequences[user, default: []].append(event["event"] as? String ?? "")
        properties[user] = event["properties"] as? [String: Any]
        times[user, default: []].append(event["time"] as? String ?? "")
      }
    }
  }

  @Test func `users, accounts and segments are those of the events`() async throws {
    try await RunningSandbox.with { running in
      let token = try await running.bearer()
      let reading = Reading(try await running.all("events", token))
      let users = try await running.all("users", token)
      #expect(users.texts("user_id") == reading.sequences.keys.sorted())
      for user in users {
        let id = try #require(user["user_id"] as? String)
        #expect(user["joindate"] as? String == reading.times[id]?.first)
        #expect(user["last_modified"] as? String == reading.times[id]?.last)
        let properties = try #require(user["properties"] as? [String: String])
        #expect(properties.keys.sorted() == ["country", "plan", "platform"])
        for (name, value) in properties { #expect(reading.properties[id]?[name] as? String == value) }
      }
      let accounts = try await running.all("accounts", token)
      var sizes: [String: Int] = [:]
      for id in users.texts("account_id") { sizes[id, default: 0] += 1 }
      #expect(accounts.texts("account_id") == sizes.keys.sorted())
      for account in accounts {
        #expect(account["users"] as? Int == sizes[account["account_id"] as? String ?? ""])
      }

      let expected: [String: [String]] = [
        "s1": reading.sequences.filter { $0.value.contains("purchase") }.keys.sorted(),
        "s2": reading.sequences.filter { $0.value.count { $0 == "search" } >= 3 }.keys.sorted(),
        "s3": reading.properties.filter { $0.value["platform"] as? String == "android" }.keys.sorted(),
        "s4": reading.properties.filter { $0.value["plan"] as? String == "pro" }.keys.sorted(),
      ]
      let segments = try await running.all("segments", token)
      #expect(segments.texts("id") == ["s1", "s2", "s3", "s4"])
      for segment in segments {
        let id = try #require(segment["id"] as? String)
        #expect(segment["members"] as? Int == expected[id]?.count)
        let members = try await running.all("segments/\(id)/members", token)
        #expect(members.texts("user_id") == expected[id])
        let flat = try await running.all("segment_members?segment=\(id)", token)
        #expect(flat.texts("user_id") == expected[id])
        #expect(Set(flat.texts("segment_name")) == [segment["name"] as? String ?? ""])
      }
    }
  }

  @Test func `funnels follow Heap's rules`() async throws {
    try await RunningSandbox.with { running in
      let token = try await running.bearer()
      let reading = Reading(try await running.all("events", token))
      let funnels = try await running.all("funnels", token)
      #expect(funnels.count == 2)
      for funnel in funnels {
        let steps = try #require(funnel["steps"] as? [String])
        var counts = [Int](repeating: 0, count: steps.count)
        for sequence in reading.sequences.values {
          // Cutting the sequence behind each match is another way to say "the first one after it".
          var rest = sequence[...]
          for (place, step) in steps.enumerated() {
            guard let match = rest.firstIndex(of: step) else { break }
            counts[place] += 1
            rest = rest[(match + 1)...]
          }
        }
        #expect(funnel["counts"] as? [Int] == counts)
        #expect(counts[0] > counts[1])
      }
    }
  }

  @Test func `a funnel's range bounds every step`() async throws {
    let rows = """
      {"user":"u1","event":"a","time":"2026-01-05T10:00:00Z"}
      {"user":"u1","event":"b","time":"2026-01-06T00:00:00Z"}
      {"user":"u2","event":"b","time":"2026-01-05T11:00:00Z"}
      {"user":"u2","event":"a","time":"2026-01-05T12:00:00Z"}
      {"user":"u3","event":"a","time":"2026-01-05T12:00:00Z"}
      {"user":"u3","event":"b","time":"2026-01-05T12:00:00Z"}
      {"user":"u4","event":"a","time":"2026-01-04T23:59:59Z"}
      {"user":"u4","event":"b","time":"2026-01-05T12:00:00Z"}
      """
    var options = SandboxOptions()
    options.funnels = [
      SandboxFunnel(
        name: "one day", steps: ["a", "b"], range: .at("2026-01-05T00:00:00Z") ..< .at("2026-01-06T00:00:00Z")
      ),
      SandboxFunnel(name: "all days", steps: ["a", "b"]),
      SandboxFunnel(name: "twice", steps: ["a", "a"]),
      SandboxFunnel(name: "never", steps: ["x", "a"]),
    ]
    try await RunningSandbox.with(.rows(Array(rows.utf8), userProperties: []), options) { running in
      let funnels = try await running.all("funnels", try await running.bearer())
      #expect(funnels.map { $0["counts"] as? [Int] } == [[3, 1], [4, 3], [4, 0], [0, 0]])
      #expect(funnels[1]["from"] as? String == "2026-01-04T00:00:00Z")
      #expect(funnels[1]["to"] as? String == "2026-01-07T00:00:00Z")
    }
  }

  @Test func `analytics figures add up to the events`() async throws {
    try await RunningSandbox.with { running in
      let token = try await running.bearer()
      var expected: [String: Int] = [:]
      var users: [String: Set<String>] = [:]
      for event in try await running.all("events", token) {
        let key = "\((event["time"] as? String ?? "").prefix(10)) \(event["event"] ?? "")"
        expected[key, default: 0] += 1
        users[key, default: []].insert(event["user_id"] as? String ?? "")
      }
      let figures = try await running.all("analytics", token)
      #expect(figures.count == expected.count)
      for figure in figures {
        let key = "\(figure["day"] ?? "") \(figure["event"] ?? "")"
        #expect(figure["events"] as? Int == expected[key])
        #expect(figure["users"] as? Int == users[key]?.count)
      }
    }
  }
}
