import Foundation
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
    let plans = try directory.sojourn(
      "query", "funnel pageviews -> any_click by user.plan", "--store", "s", "--format", "csv")
    #expect(plans.exit == 0)
    #expect(plans.output.contains("pro") && plans.output.contains("free"))
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
    let answer = try directory.sojourn(
      "query", "funnel pageviews -> any_click by user.plan", "--store", "s", "--format", "csv")
    #expect(answer.exit == 0)
    #expect(answer.output.contains("pro") && answer.output.contains("free"))
    let some = try directory.sojourn(
      "query", "funnel pageviews where user.plan = 'pro'", "--store", "s", "--format", "csv")
    let all = try directory.sojourn("query", "funnel pageviews", "--store", "s", "--format", "csv")
    #expect(some.exit == 0 && all.exit == 0 && some.output != all.output)
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

  /// The first file of a table that a load reads.
  private func file(of table: String) throws -> String {
    for folder in directory.names(in: "bucket").sorted() where folder.hasPrefix("sync_") {
      if let name = directory.names(in: "bucket/\(folder)/\(table)").sorted().first {
        return "bucket/\(folder)/\(table)/\(name)"
      }
    }
    throw CocoaError(.fileNoSuchFile)
  }

  @Test func `what is left out is told as that, and a first load that fails leaves no store behind`() throws {
    let file = directory.path(try file(of: "pageviews"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: file))
    let failed = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "s")
    #expect(failed.exit == 1)
    #expect(failed.error.contains("cannot be read: the file ends in the middle of it"))
    #expect(!directory.exists("s"))
    let rest = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "s", "--keep-going")
    #expect(rest.exit == 3)
    #expect(rest.error.contains("the file ends in the middle of it; its rows were left out"))
    #expect(!rest.error.contains("--max-rejects"))
    let manifest = try #require(directory.names(in: "bucket/manifests").first { $0.hasSuffix(".json") })
    _ = try directory.write("[]", to: "bucket/manifests/\(manifest)")
    let broken = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "t", "--keep-going")
    #expect(broken.exit == 1)
    #expect(broken.error.contains("'manifests/\(manifest)' cannot be used: it is no object"))
  }
}
