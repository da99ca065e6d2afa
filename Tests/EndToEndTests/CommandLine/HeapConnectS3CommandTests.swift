import Foundation
import TestSupport
import Testing

/// A bucket of Heap Connect in S3, as a person reads it: with moto in the place of S3.
@Suite struct HeapConnectS3CommandTests {
  private let directory: EndToEndTests.TemporaryDirectory
  private static let keys = ["AWS_ACCESS_KEY_ID": "AKIDTEST", "AWS_SECRET_ACCESS_KEY": "s3cr3t-of-the-test"]

  init() throws {
    directory = try EndToEndTests.TemporaryDirectory()
  }

  /// A stand-in that runs until it is released.
  private final class Moto {
    let address: String
    /// Key ids and secrets of a guarded bucket.
    let keys: [String]
    private let process = Process()
    private let input = Pipe()

    init(bucket: String, directory: String, prefix: String = "", isGuarded: Bool = false) throws {
      let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Scripts/moto_bucket.py")
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: TestPython.path ?? "/nonexistent")
      process.arguments = [script.path] + (isGuarded ? ["--guarded"] : []) + [bucket, directory, prefix]
      process.standardInput = input
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      var said = Data()
      while !said.contains(UInt8(ascii: "\n")) {
        let part = output.fileHandleForReading.availableData
        if part.isEmpty { break }
        said += part
      }
      let words = String(decoding: said, as: UTF8.self).split { $0.isWhitespace }.map(String.init)
      address = words.first ?? ""
      keys = Array(words.dropFirst())
    }

    deinit {
      try? input.fileHandleForWriting.close()
      process.waitUntilExit()
    }
  }

  @Test func `continuous integration has a stand-in of S3`() {
    #expect(TestPython.path != nil || !TestPython.isRequired, "\(TestPython.remedy)")
  }

  @Test(.enabled(if: TestPython.path != nil, "\(TestPython.remedy)"), arguments: ["", "copies/heap/"])
  func `a bucket in S3 is planned, loaded and asked like its mirror`(prefix: String) throws {
    let made = try directory.sojourn(
      "generate", "heap-connect", "--events", "2500", "--dumps", "6", "--seed", "5", "-o", "bucket")
    #expect(made.exit == 0)
    let moto = try Moto(bucket: "heap-rs3-acme", directory: directory.path("bucket"), prefix: prefix)
    let environment = Self.keys.merging(["AWS_ENDPOINT_URL": moto.address]) { $1 }
    let address = "s3://heap-rs3-acme/\(prefix)"

    let plan = try directory.sojourn(
      "ingest", "heap-connect", address, "--store", "s3", "--plan", environment: environment)
    let mirrored = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "mirror", "--plan")
    #expect(plan.exit == 0)
    #expect(plan.output == mirrored.output)
    #expect(!directory.exists("s3"))

    let load = try directory.sojourn(
      "ingest", "heap-connect", address, "--store", "s3", environment: environment)
    #expect(load.exit == 0)
    let expected = try directory.sojourn("ingest", "heap-connect", "bucket", "--store", "mirror")
    #expect(
      load.output == expected.output.replacingOccurrences(of: "mirror", with: "s3"))
    for text in [load.output, load.error, try directory.text(of: "s3/snapshots/00000001.json")] {
      #expect(!text.contains("s3cr3t") && !text.contains("AKIDTEST"))
    }
    let question = "funnel pageviews -> any_click within 1d"
    let answers = try ["s3", "mirror"].map {
      try directory.sojourn("query", question, "--store", $0, "--format", "csv").output
    }
    #expect(answers[0] == answers[1] && answers[0].contains("any_click"))

    let again = try directory.sojourn(
      "ingest", "heap-connect", address, "--store", "s3", "--endpoint-url", moto.address,
      environment: Self.keys)
    #expect(again.output.hasPrefix("Nothing to do"))
    let none = try directory.sojourn(
      "ingest", "heap-connect", "s3://heap-rs3-other", "--store", "none", environment: environment)
    #expect(none.exit == 2 && none.error.contains("there is no bucket 'heap-rs3-other'"))
    let empty = try directory.sojourn(
      "ingest", "heap-connect", "s3://heap-rs3-acme/elsewhere", "--store", "none", environment: environment)
    #expect(empty.exit == 2 && empty.error.contains("has no folder 'manifests'"))
    #expect(!directory.exists("none"))
  }

  @Test(.enabled(if: TestPython.path != nil, "\(TestPython.remedy)"))
  func `keys that are wrong or may not read are told with place and remedy, and no secret`() throws {
    let made = try directory.sojourn(
      "generate", "heap-connect", "--events", "500", "--dumps", "2", "--seed", "5", "-o", "bucket")
    #expect(made.exit == 0)
    let moto = try Moto(bucket: "heap-rs3-acme", directory: directory.path("bucket"), isGuarded: true)
    try #require(moto.keys.count == 4)
    func load(_ keyID: String, _ secret: String) throws -> (exit: Int32, error: String) {
      let run = try directory.sojourn(
        "ingest", "heap-connect", "s3://heap-rs3-acme", "--store", "guarded",
        environment: [
          "AWS_ACCESS_KEY_ID": keyID, "AWS_SECRET_ACCESS_KEY": secret, "AWS_ENDPOINT_URL": moto.address,
        ])
      #expect(!run.error.contains(secret) && !run.output.contains(secret))
      return (run.exit, run.error)
    }
    let (reader, secret) = (moto.keys[0], moto.keys[1])
    let wrongSecret = try load(reader, "another-" + secret)
    #expect(wrongSecret.exit == 1)
    #expect(
      wrongSecret.error.contains(
        "cannot read 's3://heap-rs3-acme/manifests/': the secret of access key \(reader) is wrong"))
    #expect(wrongSecret.error.contains("hint: check AWS_SECRET_ACCESS_KEY or the profile's secret"))
    let unknown = try load("AKIDUNKNOWN", secret)
    #expect(unknown.exit == 1)
    #expect(
      unknown.error.contains("'s3://heap-rs3-acme/manifests/': S3 does not know access key AKIDUNKNOWN"))
    let lister = try load(moto.keys[2], moto.keys[3])
    #expect(lister.exit == 1)
    #expect(lister.error.contains("S3 does not allow reading 's3://heap-rs3-acme/manifests/sync_"))
    #expect(lister.error.contains("hint: let these credentials have s3:GetObject"))
    #expect(!directory.exists("guarded"))
    #expect(try load(reader, secret).exit == 0)
  }

  @Test func `what is missing to reach a bucket is said, and no store is made`() throws {
    let without = try directory.sojourn("ingest", "heap-connect", "s3://heap-rs3-acme", "--store", "none")
    #expect(without.exit == 2)
    #expect(without.error.contains("there are no credentials for S3"))
    #expect(without.error.contains("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"))
    let nobody = try directory.sojourn(
      "ingest", "heap-connect", "s3://heap-rs3-acme", "--store", "none", "--endpoint-url", "ftp://127.0.0.1",
      environment: Self.keys)
    #expect(
      nobody.exit == 2 && nobody.error.contains("'ftp://127.0.0.1' is no address of an S3-compatible store"))
    let badRegion = try directory.sojourn(
      "ingest", "heap-connect", "s3://heap-rs3-acme", "--store", "none", "--region", "Europe/West",
      environment: Self.keys)
    #expect(badRegion.exit == 2 && badRegion.error.contains("'Europe/West' is no region"))
    let badName = try directory.sojourn(
      "ingest", "heap-connect", "s3://UPPER CASE", "--store", "none", environment: Self.keys)
    #expect(badName.exit == 2 && badName.error.contains("write it as s3://bucket"))
    let local = try directory.sojourn(
      "ingest", "heap-connect", ".", "--store", "none", "--region", "eu-west-1", environment: Self.keys)
    #expect(local.exit == 2 && local.error.contains("'.' is no address of a bucket"))
    let noPEM = try directory.sojourn(
      "ingest", "heap-connect", "s3://heap-rs3-acme", "--store", "none", "--ca-file", "missing.pem",
      environment: Self.keys)
    #expect(noPEM.exit != 0 && noPEM.error.contains("missing.pem"))
    #expect(!directory.exists("none"))
  }
}
