import HTTPTransport
import RemoteSources
import Testing

@Suite struct ProfileTests {
  private func problems(_ text: String) -> [String] {
    do {
      _ = try ExportProfile(text: text, file: "p.yml")
      return []
    } catch {
      return error.problems.map { "\($0.line):\($0.column) \($0.kind)" }
    }
  }

  private let head = "name: x\nbase_url: https://h\n"

  @Test func `the project's own profile reads`() throws {
    let profile = try ExportProfile(
      text: try SandboxProject.file("datasets/heap-sandbox.profile.yml"), file: "p")
    #expect(profile.objects.count == 6)
    #expect(profile.members != nil)
    #expect(profile.access.tokenAddress?.text == "http://127.0.0.1:8471/api/public/v0/auth_token")
    #expect(profile.objects[.events]?.hasRange == true)
    #expect(profile.objects[.segments]?.hasRange == false)
  }

  @Test func `nothing but Heap's documented address is built in`() throws {
    let profile = try ExportProfile(text: head + "objects: {}\n", file: "p")
    #expect(profile.access.kind == .oauth)
    #expect(profile.access.tokenAddress?.text == "https://heapanalytics.com/api/public/v0/auth_token")
    #expect(profile.objects.isEmpty)
  }

  @Test func `the profile of the documentation reads`() throws {
    let text = try SandboxProject.file("docs/heap-api.md")
    let blocks = text.components(between: "```yaml\n", and: "```")
    #expect(blocks.count == 1)
    for block in blocks {
      let profile = try ExportProfile(text: block, file: "p")
      #expect(profile.objects[.events]?.paging == .page)
      #expect(profile.access.kind == .header)
      #expect(profile.limits.requestsPerSecond == 10)
    }
  }

  @Test func `every mistake is told with its place`() {
    let found = problems(
      head + """
        limits: {requests: many, colour: red}
        objects:
          events:
            path: "/x/{when}"
            paging: cursr
            range: {lookback: three days}
            fields: {user: u, event: e}
        """)
    #expect(found.count == 6, "\(found)")
    for (line, word) in [
      (3, "requests"), (3, "colour"), (6, "when"), (7, "paging"), (8, "lookback"), (9, "time"),
    ] {
      #expect(found.contains { $0.hasPrefix("\(line):") && $0.contains(word) }, "\(word) in \(found)")
    }
  }

  @Test(arguments: ["client_secret", "token", "password", "api_key"])
  func `a secret in a profile is refused`(_ key: String) {
    let found = problems(head + "access: {\(key): abc}\nobjects: {}\n")
    #expect(found.contains { $0.contains("secretInProfile") })
    #expect(!"\(found)".contains("abc"))
  }

  @Test func `paging without its place, and half a range, are found before anything is asked`() {
    func object(_ text: String) -> String {
      head + "objects:\n  events:\n    path: /x\n    fields: {user: u, event: e, time: t}\n" + text
    }
    #expect(problems(object("    paging: page\n")).count == 1)
    #expect(
      problems(object("    paging: cursor\n    query: {c: '{cursor}'}\n")).contains {
        $0.contains("answer.next")
      })
    #expect(problems(object("    query: {f: '{from}'}\n")).count == 1)
    #expect(problems(object("    query: {b: '{bucket}'}\n")).count == 1)
    #expect(problems(object("    query: {p: '{page}'}\n")).count == 1)
    #expect(problems(object("    query: {f: '{from}', t: '{to}'}\n    range: {shortest: 0}\n")).count == 1)
    #expect(problems(object("    query: {f: '{from}', t: '{to}'}\n")).isEmpty)
  }

  @Test(arguments: ["", "- 1", "name: [", "name: x\nname: y\n", "\t"])
  func `what is no profile is refused`(_ text: String) { #expect(!problems(text).isEmpty) }

  @Test func `templates fill places and keep braces`() throws {
    let template = try RequestTemplate("{{a}}-{from}/{limit}")
    #expect(template.filled([.from: "x y", .limit: "3"], escape: WebAddress.encoded) == "{a}-x%20y/3")
    #expect(template.filled([.from: "1"]) == nil)
    #expect(throws: RequestTemplate.Fault.unclosed) { try RequestTemplate("{from") }
  }

  @Test func `durations are read and written`() {
    #expect(DurationText.microseconds("90s") == 90_000_000)
    #expect(DurationText.microseconds("0") == 0)
    #expect(DurationText.text(3 * 86_400_000_000) == "3d")
    for text in ["", "d", "-1d", "1.5h", "99999999999999999999d", "9223372036854775807w", "3 d"] {
      #expect(DurationText.microseconds(text) == nil)
    }
  }
}

extension String {
  /// The stretches between two markers.
  func components(between open: String, and close: String) -> [String] {
    var found: [String] = []
    var inside: [Substring]?
    for line in split(separator: "\n", omittingEmptySubsequences: false) {
      if line + "\n" == open {
        inside = []
      } else if line == close, let lines = inside {
        found.append(lines.joined(separator: "\n") + "\n")
        inside = nil
      } else {
        inside?.append(line)
      }
    }
    return found
  }
}
