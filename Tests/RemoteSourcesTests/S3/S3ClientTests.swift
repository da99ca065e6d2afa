import HTTPTransport
import Synchronization
import Testing

@testable import RemoteSources

/// A client of S3 beside a bucket that misbehaves.
@Suite struct S3ClientTests {
  private static let body = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

  /// A policy whose pauses are short enough for tests.
  static func options(attempts: Int = 4, pageSize: Int = 1_000) -> S3Client.Options {
    var options = S3Client.Options()
    options.policy.attempts = attempts
    options.policy.firstPause = 1_000_000
    options.policy.longestPause = 5_000_000
    options.pageSize = pageSize
    return options
  }

  static func client(
    of bucket: S3StandIn, options: S3Client.Options = options(), region: String? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    credentials: @escaping @Sendable () -> S3Credentials = { S3StandIn.credentials }
  ) throws -> S3Client {
    var connection = HTTPConnectionOptions()
    connection.readTimeout = 5_000
    return try S3Client(
      endpoint: S3Endpoint(bucket: "heap-rs3-example", endpoint: bucket.address), region: region,
      over: try HTTPConnections.shared(connection), options: options, isCancelled: isCancelled
    ) { () throws(S3Error) in credentials() }
  }

  /// What an object holds; before each part `onWait` is told how many bytes have come.
  private func bytes(
    of client: S3Client, _ key: String, onWait: (Int) -> Void = { _ in }
  ) throws -> [UInt8] {
    let object = try #require(try client.objects(withPrefix: key).first)
    let content = client.content(of: object)
    var bytes: [UInt8] = []
    while true {
      onWait(bytes.count)
      guard let part = try content.next() else { return bytes }
      #expect(!part.isEmpty)
      bytes += part
    }
  }

  private static func drain(_ content: S3ObjectContent) throws {
    while try content.next() != nil {}
  }

  // MARK: Listings

  @Test func `a listing of many pages has every key once and in order`() throws {
    let keys = (0..<57).map { "manifests/sync_\($0) ü+&%.json" }
    let bucket = S3StandIn(
      objects: Dictionary(uniqueKeysWithValues: keys.map { ($0, [1]) }).merging(["other/x": []]) { $1 })
    defer { bucket.stop() }
    let client = try Self.client(of: bucket, options: Self.options(pageSize: 10))
    let objects = try client.objects(withPrefix: "manifests/")
    #expect(objects.map(\.key) == keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(objects.allSatisfy { $0.size == 1 && !$0.tag.isEmpty })
    #expect(bucket.requests.count == 6)
  }

  @Test func `a page that fails or is cut is asked again`() throws {
    let bucket = S3StandIn(objects: ["a": [1], "b": [2], "c": [3]])
    defer { bucket.stop() }
    bucket.plan([
      .error(503, "SlowDown"), .cut(after: 40), .silence, .error(400, "RequestTimeout"),
      .error(500, "InternalError"),
    ])
    let client = try Self.client(of: bucket, options: Self.options(attempts: 6))
    #expect(try client.objects(withPrefix: "").map(\.key) == ["a", "b", "c"])
    #expect(bucket.requests.count == 6)
  }

  @Test func `a listing that turns in circles ends`() throws {
    let bucket = S3StandIn(objects: [:])
    defer { bucket.stop() }
    let page =
      "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>"
    bucket.plan(Array(repeating: .text(page), count: 5))
    let client = try Self.client(of: bucket)
    #expect(throws: S3Error.endlessListing(place: "s3://heap-rs3-example/m")) {
      try client.objects(withPrefix: "m")
    }
    #expect(bucket.requests.count == 2)
  }

  // MARK: Objects

  @Test func `an object arrives whole`() throws {
    let bucket = S3StandIn(objects: ["sync_1/t/a b+c.avro": Self.body, "empty": []])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket)
    #expect(try bytes(of: client, "sync_1/t/a b+c.avro") == Self.body)
    #expect(try bytes(of: client, "empty").isEmpty)
    #expect(try client.contents(of: "sync_1/t/a b+c.avro", limit: 700_000) == Self.body)
  }

  @Test(arguments: [[0], [1], [100_000], [699_999], [100_000, 0, 5, 300_000]])
  func `an object whose connection is cut goes on where it ended`(cuts: [Int]) throws {
    let bucket = S3StandIn(objects: ["x.avro": Self.body])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket, options: Self.options(attempts: 6))
    for cut in cuts { bucket.plan(.cutOnceAllowed(after: cut), forKey: "x.avro") }
    var ends = cuts.reduce(into: []) { $0.append(($0.last ?? 0) + $1) }[...]
    let received = try bytes(of: client, "x.avro") { count in
      // Cut once all that was sent has been handed out.
      while ends.first == count {
        ends.removeFirst()
        bucket.allowCut()
      }
    }
    #expect(received == Self.body)
    let asked = bucket.requests.filter { $0.target.contains("x.avro") && !$0.target.contains("list-type") }
    #expect(asked.count == cuts.count + 1)
    #expect(asked.allSatisfy { $0.headers["if-match"]?.isEmpty == false })
    var offset = 0
    for (request, cut) in zip(asked, cuts) {
      #expect(request.headers["range"] == (offset > 0 ? "bytes=\(offset)-" : nil))
      offset += cut
    }
  }

  /// A cut that comes while bytes wait in the client may cost those, and they are asked for again.
  @Test func `a cut at any moment costs no byte`() throws {
    let bucket = S3StandIn(objects: ["x.avro": Self.body])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket, options: Self.options(attempts: 30))
    for cut in 0..<20 { bucket.plan(.cut(after: cut * 17_000), forKey: "x.avro") }
    #expect(try bytes(of: client, "x.avro") == Self.body)
  }

  @Test func `failures before and between the bytes are waited out`() throws {
    let bucket = S3StandIn(objects: ["x.avro": Self.body])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket)
    for fault: S3StandIn.Fault in [
      .error(503, "SlowDown"), .silence, .cut(after: 200_000), .error(500, "InternalError"),
      .error(400, "RequestTimeout"), .cut(after: 200_000),
    ] { bucket.plan(fault, forKey: "x.avro") }
    #expect(try bytes(of: client, "x.avro") == Self.body)
  }

  @Test func `a store that takes no ranges costs time but no bytes`() throws {
    let bucket = S3StandIn(objects: ["x.avro": Self.body])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket)
    bucket.plan(.cut(after: 123_456), forKey: "x.avro")
    bucket.plan(.wholeDespiteRange, forKey: "x.avro")
    #expect(try bytes(of: client, "x.avro") == Self.body)
  }

  @Test func `an object that changes in between is refused, not mixed`() throws {
    let bucket = S3StandIn(objects: ["x.avro": Self.body])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket)
    let object = try #require(try client.objects(withPrefix: "x").first)
    bucket.plan(.cutOnceAllowed(after: 100_000), forKey: "x.avro")
    let content = client.content(of: object)
    _ = try content.next()
    bucket.replace("x.avro", with: Self.body.reversed())
    bucket.allowCut()
    for content in [content, client.content(of: object)] {
      #expect(throws: S3Error.objectChanged("s3://heap-rs3-example/x.avro")) { try Self.drain(content) }
    }
  }

  @Test func `an answer that ends early as if it were whole is no whole object`() throws {
    let bucket = S3StandIn(objects: ["x.avro": Self.body])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket)
    bucket.plan(.shortened(to: 1_000), forKey: "x.avro")
    #expect(
      throws: S3Error.wrongLength(object: "s3://heap-rs3-example/x.avro", expected: 700_000, found: 1_000)
    ) { try bytes(of: client, "x.avro") }
  }

  @Test func `a connection that is cut again and again without progress is given up`() throws {
    let bucket = S3StandIn(objects: ["x.avro": Self.body])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket, options: Self.options(attempts: 3))
    for _ in 0..<9 { bucket.plan(.cut(after: 10), forKey: "x.avro") }
    #expect { try bytes(of: client, "x.avro") } throws: { error in
      guard case .transport(_, .gaveUp(3, _, .connectionLost)) = error as? S3Error else { return false }
      return true
    }
  }

  @Test func `a cancellation ends the reading`() throws {
    let bucket = S3StandIn(objects: ["x.avro": Self.body])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket)
    let object = try #require(try client.objects(withPrefix: "x").first)
    let flag = Mutex(false)
    let content = client.content(of: object) { flag.withLock { $0 } }
    _ = try content.next()
    flag.withLock { $0 = true }
    for _ in 0..<50 { bucket.plan(.silence, forKey: "x.avro") }
    #expect {
      try Self.drain(content)
    } throws: { error in
      (error as? S3Error)?.isCancellation == true
    }
  }

  // MARK: Regions and credentials

  @Test(arguments: [301, 400]) func `a bucket in another region is asked there`(status: Int) throws {
    let bucket = S3StandIn(region: "eu-west-1", objects: ["x": [7]])
    defer { bucket.stop() }
    bucket.plan([.movedTo(region: "eu-west-1", status: status)])
    let client = try Self.client(of: bucket)
    #expect(try client.objects(withPrefix: "").map(\.key) == ["x"])
    #expect(try client.contents(of: "x", limit: 10) == [7])
    #expect(bucket.requests.count == 3)
    #expect(bucket.requests[0].headers["authorization"]?.contains("/us-east-1/s3/") == true)
    #expect(bucket.requests[1].headers["authorization"]?.contains("/eu-west-1/s3/") == true)
  }

  @Test func `regions that answers send to in circles end with an error`() throws {
    let bucket = S3StandIn(objects: [:])
    defer { bucket.stop() }
    bucket.plan((0..<9).map { .movedTo(region: "eu-west-\($0)", status: 301) })
    let client = try Self.client(of: bucket)
    #expect(throws: S3Error.wrongRegion(bucket: "heap-rs3-example", tried: "eu-west-2")) {
      try client.objects(withPrefix: "")
    }
  }

  @Test func `an expired token is renewed once where the settings have a new one`() throws {
    let bucket = S3StandIn(objects: ["x": [7]])
    defer { bucket.stop() }
    let known = Mutex(
      S3Credentials(keyID: "AKIDEXAMPLE", secret: S3StandIn.credentials.secret, sessionToken: "one"))
    bucket.trust(known.withLock { $0 })
    let client = try Self.client(of: bucket, credentials: { known.withLock { $0 } })
    #expect(try client.contents(of: "x", limit: 10) == [7])
    let two = S3Credentials(keyID: "AKIDEXAMPLE", secret: S3StandIn.credentials.secret, sessionToken: "two")
    bucket.trust(two)
    #expect(
      throws: S3Error.badCredentials(.expiredToken, keyID: "AKIDEXAMPLE", place: "s3://heap-rs3-example/x")
    ) {
      try client.contents(of: "x", limit: 10)
    }
    known.withLock { $0 = two }
    #expect(try client.contents(of: "x", limit: 10) == [7])
  }

  @Test func `refusals say what is wrong`() throws {
    let bucket = S3StandIn(objects: ["x": [7]])
    defer { bucket.stop() }
    let client = try Self.client(of: bucket)
    let place = "s3://heap-rs3-example/"
    let cases: [(S3StandIn.Fault, S3Error)] = [
      (.error(404, "NoSuchBucket"), .noSuchBucket("heap-rs3-example")),
      (.error(403, "AccessDenied"), .denied(action: .list, place: place, code: "AccessDenied")),
      (.error(403, "InvalidAccessKeyId"), .badCredentials(.unknownKey, keyID: "AKIDEXAMPLE", place: place)),
      (.error(400, "InvalidToken"), .badCredentials(.wrongToken, keyID: "AKIDEXAMPLE", place: place)),
      (
        .error(409, "OperationAborted"),
        .refused(
          action: .list, place: place, status: 409, code: "OperationAborted", requestID: "4442587FB7D0A2F9")
      ),
      (
        .text("<html/>"), .malformedAnswer(action: .list, place: place, .missing(element: "ListBucketResult"))
      ),
    ]
    for (fault, error) in cases {
      bucket.plan([fault])
      #expect(throws: error) { try client.objects(withPrefix: "") }
    }
    #expect(throws: S3Error.noSuchObject("s3://heap-rs3-example/y")) {
      try client.contents(of: "y", limit: 10)
    }
    bucket.plan([.error(403, "RequestTimeTooSkewed")])
    #expect { try client.objects(withPrefix: "") } throws: { error in
      guard case .wrongClock(let seconds?) = error as? S3Error else { return false }
      return seconds < -300_000_000
    }
    let liar = S3Credentials(keyID: "AKIDEXAMPLE", secret: "another")
    let wrong = try Self.client(of: bucket, credentials: { liar })
    #expect(throws: S3Error.badCredentials(.wrongSecret, keyID: "AKIDEXAMPLE", place: place)) {
      try wrong.objects(withPrefix: "")
    }
    #expect(throws: S3Error.badRegion("no/region")) { try Self.client(of: bucket, region: "no/region") }
  }
}

extension HTTPConnections {
  private static let connections = Mutex<HTTPConnections?>(nil)

  /// The tests' connections; closed with the process.
  static func shared(_ options: HTTPConnectionOptions) throws -> HTTPConnections {
    try connections.withLock { connections in
      if let connections { return connections }
      let made = try HTTPConnections(options)
      connections = made
      return made
    }
  }
}
