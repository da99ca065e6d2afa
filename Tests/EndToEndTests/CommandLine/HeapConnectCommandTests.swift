import Testing

/// A bucket of Heap Connect from generation to a funnel, as a person does it.
@Suite struct HeapConnectCommandTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    let outcome = try directory.sojourn(
      "generate", "heap-connect", "--events", "1500", "--dumps", "5", "--seed", "3", "-o", "bucket")
    #expect(outcome.exit == 0)
    #expect(outcome.error.contains("wrote 5 dumps to bucket: "))
  }

  @Test func `a bucket is planned, loaded, asked, and not loaded twice`() throws {
    let plan = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "s", "--plan")
    #expect(plan.exit == 0)
    #expect(plan.output.contains("New dumps: 97 … 108 (5)."))
    #expect(plan.output.contains("passed over: manifests/_SUCCESS"))
    #expect(
      plan.lines.contains { $0.hasPrefix("pageviews") && $0.hasSuffix("starts from the newest full dump") })
    #expect(try directory.sojourn("store", "info", "--store", "s").exit == 2)

    let load = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "s")
    #expect(load.exit == 0)
    #expect(load.lines.first == "Snapshot 1 is committed to s; it reflects dump 108.")
    #expect(load.output.contains("of unknown meaning, not stored"))
    #expect(load.error.contains("dated in the future"))

    let answer = try directory.sojourn(
      "query", "funnel pageviews -> any_click within 1d", "--store", "s", "--format", "csv")
    #expect(answer.exit == 0)
    let again = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "s")
    #expect(again.exit == 0)
    #expect(again.output == "Nothing to do: the store s reflects dump 108 already.\n")
  }

  @Test func `users may be passed over and come later`() throws {
    let without = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "s", "--no-users")
    #expect(without.output.contains("  users: passed over"))
    let outcome = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "s")
    #expect(outcome.exit == 0)
    #expect(outcome.lines.first == "Snapshot 2 is committed to s; it reflects dump 108.")
    #expect(outcome.lines.contains { $0.hasPrefix("  users: ") && $0.contains("kept, about ") })
  }

  @Test func `another bucket's addresses and directories without manifests are refused`() throws {
    let other = try directory.sojourn(
      "ingest", "heap-connect", "bucket", "--store", "s", "--bucket-prefix", "s3://elsewhere")
    #expect(other.exit == 1)
    #expect(other.error.contains("which lies in another bucket"))
    let none = try directory.sojourn("ingest", "heap-connect", ".", "--store", "s")
    #expect(none.exit == 2)
    #expect(none.error.contains("has no folder 'manifests'"))
    let full = try directory.sojourn(
      "generate", "heap-connect", "--events", "10", "--seed", "1", "-o", "bucket")
    #expect(full.exit == 2)
  }
}
