import Dispatch
import EventModel
import Glibc
import HTTPTransport
import Synchronization

@testable import RemoteSources

/// A bucket of S3 on loopback, in this process, that misbehaves as it is told.
///
/// Speaks as much HTTP/1.1 as is needed: one thread per connection, one request after the other. Checks signatures with
/// the secret it knows. Faults are taken one per request in the order they were planned, so tests know what happens
/// when.
final class S3StandIn: Sendable {
  /// What becomes of a request instead of its answer.
  enum Fault: Sendable, Equatable {
    /// An error document with this status and code.
    case error(Int, String)
    /// The connection is cut after so many bytes of the body.
    case cut(after: Int)
    /// The same, not before ``allowCut()``: a client that hears of a cut may drop what it has received and not yet
    /// handed out, so only one that waits for its reader cuts where it says.
    case cutOnceAllowed(after: Int)
    /// The connection is cut before any answer.
    case silence
    /// The length is announced shorter than it is, so the answer looks whole.
    case shortened(to: Int)
    /// The bucket is in another region, told by a status of 301, or by an error of the signature.
    case movedTo(region: String, status: Int)
    /// The range of a request is not heeded.
    case wholeDespiteRange
    /// The body is this text, with status 200.
    case text(String)
  }

  struct Request: Sendable {
    var target: String
    var headers: [String: String]
  }

  private struct State {
    var objects: [String: [UInt8]]
    /// How often each object was changed; part of its tag.
    var versions: [String: Int] = [:]
    var faults: [Fault] = []
    /// Faults of requests for objects, by a part of the key; taken before the others.
    var objectFaults: [(part: String, fault: Fault)] = []
    var requests: [Request] = []
    var credentials = S3StandIn.credentials
  }

  static let credentials = S3Credentials(
    keyID: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")

  let port: Int
  private let listener: Int32
  private let bucket: String
  private let region: String
  private let pageSize: Int
  private let state: Mutex<State>
  private let allowedCuts = DispatchSemaphore(value: 0)

  init(
    bucket: String = "heap-rs3-example", region: String = "us-east-1", objects: [String: [UInt8]],
    pageSize: Int = 1_000
  ) {
    self.bucket = bucket
    self.region = region
    self.pageSize = pageSize
    state = Mutex(State(objects: objects))
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(descriptor, raw, length) == 0 && listen(descriptor, 64) == 0
          && getsockname(descriptor, raw, &length) == 0
      }
    }
    precondition(isBound, "no port on loopback")
    port = Int(UInt16(bigEndian: address.sin_port))
    Self.detach { [self] in acceptConnections() }
  }

  /// Takes no more connections; those that are open end with their clients.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  var address: String { "http://127.0.0.1:\(port)" }

  /// The next requests meet these faults, one each.
  func plan(_ faults: [Fault]) { state.withLock { $0.faults += faults } }

  /// The next request for an object whose key has `part` in it meets `fault`.
  func plan(_ fault: Fault, forKey part: String) { state.withLock { $0.objectFaults.append((part, fault)) } }

  /// One connection whose cut is held back is cut: that which waits, or else the next.
  func allowCut() { allowedCuts.signal() }

  func replace(_ key: String, with bytes: [UInt8]) {
    state.withLock { state in
      state.objects[key] = bytes
      state.versions[key, default: 0] += 1
    }
  }

  func remove(_ key: String) { state.withLock { $0.objects[key] = nil } }

  func trust(_ credentials: S3Credentials) { state.withLock { $0.credentials = credentials } }

  var requests: [Request] { state.withLock { $0.requests } }

  // MARK: Connections

  private static func detach(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let outcome = pthread_create(
      &thread, nil,
      { raw in
        guard let raw else { return nil }
        Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    precondition(outcome == 0, "no thread")
    pthread_detach(thread)
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private func acceptConnections() {
    while true {
      let connection = accept(listener, nil, nil)
      if connection < 0 {
        close(listener)
        return
      }
      Self.detach { [self] in serve(connection) }
    }
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      while let end = Self.headEnd(in: bytes) {
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        bytes.removeFirst(end + 4)
        guard answer(head, on: connection) else { return }
      }
      let count = read(connection, &part, part.count)
      if count <= 0 { return }
      bytes += part[..<count]
    }
  }

  private static func headEnd(in bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }
  }

  // MARK: Answers

  private struct Answer {
    var status = 200
    var headers: [(String, String)] = []
    var body: [UInt8] = []
    /// Bytes of the body that are sent before the connection is cut; `nil` for all.
    var sent: Int?
    var announced: Int?

    static func error(_ status: Int, _ code: String, _ more: String = "") -> Answer {
      Answer(
        status: status,
        headers: [("content-type", "application/xml"), ("x-amz-request-id", "4442587FB7D0A2F9")],
        body: Array(
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>\(code)</Code><Message>m</Message>\(more)</Error>"
            .utf8))
    }
  }

  /// Whether the connection stays open.
  private func answer(_ head: String, on connection: Int32) -> Bool {
    let lines = head.split(separator: "\r\n").map(String.init)
    let target = lines.first?.split(separator: " ").dropFirst().first.map(String.init) ?? ""
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmed
    }
    let request = Request(target: target, headers: headers)
    let (fault, credentials) = state.withLock { state -> (Fault?, S3Credentials) in
      state.requests.append(request)
      if let index = state.objectFaults.firstIndex(where: {
        target.contains($0.part) && !target.contains("list-type")
      }) {
        return (state.objectFaults.remove(at: index).fault, state.credentials)
      }
      return (state.faults.isEmpty ? nil : state.faults.removeFirst(), state.credentials)
    }
    if fault == .silence { return false }
    var answer = self.answer(request, fault, credentials)
    switch fault {
    case .cut(let bytes), .cutOnceAllowed(let bytes): answer.sent = min(bytes, answer.body.count)
    case .shortened(let bytes):
      answer.announced = min(bytes, answer.body.count)
      answer.sent = answer.announced
    default: break
    }
    send(answer, on: connection)
    if case .cutOnceAllowed = fault { allowedCuts.wait() }
    return answer.sent == nil
  }

  private func send(_ answer: Answer, on connection: Int32) {
    var text = "HTTP/1.1 \(answer.status) Status\r\n"
    for (name, value) in answer.headers { text += "\(name): \(value)\r\n" }
    text += "date: Fri, 24 May 2013 00:00:00 GMT\r\n"
    text += "content-length: \(answer.announced ?? answer.body.count)\r\n\r\n"
    let bytes = Array(text.utf8) + answer.body.prefix(answer.sent ?? answer.body.count)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      done += count
    }
  }

  private func answer(_ request: Request, _ fault: Fault?, _ credentials: S3Credentials) -> Answer {
    switch fault {
    case .error(let status, let code): return .error(status, code)
    case .movedTo(let region, let status) where status == 400:
      return .error(400, "AuthorizationHeaderMalformed", "<Region>\(region)</Region>")
    case .movedTo(let region, let status):
      var answer = Answer.error(
        status, "PermanentRedirect", "<Endpoint>\(bucket).s3.\(region).amazonaws.com</Endpoint>")
      answer.headers.append(("x-amz-bucket-region", region))
      return answer
    case .text(let text): return Answer(body: Array(text.utf8))
    default: break
    }
    if let refusal = refusal(of: request, credentials) { return refusal }
    let path = request.target.prefix { $0 != "?" }
    let query = request.target.dropFirst(path.count + 1)
    guard path.hasPrefix("/\(bucket)/") else { return .error(404, "NoSuchBucket") }
    let key = S3Listing.decoded(String(path.dropFirst(bucket.count + 2))) ?? ""
    if key.isEmpty { return listing(query) }
    return object(key, request, heedsRange: fault != .wholeDespiteRange)
  }

  /// The refusal of a request whose signature is not what the key's secret makes of it.
  private func refusal(of request: Request, _ credentials: S3Credentials) -> Answer? {
    let authorization = request.headers["authorization"] ?? ""
    guard authorization.contains("Credential=\(credentials.keyID)/") else {
      return .error(403, "InvalidAccessKeyId")
    }
    guard authorization.contains("/\(region)/s3/aws4_request") else {
      return .error(400, "AuthorizationHeaderMalformed", "<Region>\(region)</Region>")
    }
    if request.headers["x-amz-security-token"] != credentials.sessionToken {
      return .error(400, "ExpiredToken")
    }
    guard let address = WebAddress("http://\(request.headers["host"] ?? "")\(request.target)") else {
      return .error(400, "BadRequest")
    }
    var copy = HTTPRequest(.get, address)
    let signed =
      authorization.split(separator: "SignedHeaders=").last?.prefix { $0 != "," }.split(separator: ";") ?? []
    for name in signed where name != "host" {
      copy.headers.append(String(name), request.headers[String(name)] ?? "")
    }
    guard let clock = request.headers["x-amz-date"], let time = Self.microseconds(ofClock: clock) else {
      return .error(403, "AccessDenied")
    }
    let expected = AWSSignature(credentials, region: region).authorization(
      for: copy, bodyDigest: request.headers["x-amz-content-sha256"] ?? "", at: time)
    return expected == authorization ? nil : .error(403, "SignatureDoesNotMatch")
  }

  /// The instant that `20130524T000000Z` writes.
  private static func microseconds(ofClock text: String) -> Int64? {
    var spelt = ""
    for (index, character) in text.enumerated() {
      if [4, 6].contains(index) { spelt += "-" }
      if [11, 13].contains(index) { spelt += ":" }
      spelt.append(character)
    }
    guard case .time(let time) = TimeTextParser().parse(spelt) else { return nil }
    return time.microseconds
  }

  private func listing(_ query: Substring) -> Answer {
    var parameters: [String: String] = [:]
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      parameters[parts[0]] = parts.count > 1 ? S3Listing.decoded(parts[1]) : ""
    }
    let (objects, versions) = state.withLock { ($0.objects, $0.versions) }
    let all = objects.keys.filter { $0.hasPrefix(parameters["prefix"] ?? "") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let rest = all.filter { key in
      parameters["continuation-token"].map {
        Array(key.utf8).lexicographicallyFollows(Array((S3Listing.decoded($0) ?? "").dropFirst(6).utf8))
      } ?? true
    }
    let page = rest.prefix(min(pageSize, Int(parameters["max-keys"] ?? "") ?? pageSize))
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>\(bucket)</Name>"
    if page.count < rest.count, let last = page.last {
      text +=
        "<IsTruncated>true</IsTruncated><NextContinuationToken>\(WebAddress.encoded("token:\(last)"))</NextContinuationToken>"
    } else {
      text += "<IsTruncated>false</IsTruncated>"
    }
    for key in page {
      text += "<Contents><Key>\(WebAddress.encoded(key))</Key><ETag>&quot;\(tag(key, versions))&quot;</ETag>"
      text += "<Size>\(objects[key]?.count ?? 0)</Size><Owner><ID>x</ID></Owner></Contents>"
    }
    return Answer(body: Array((text + "<EncodingType>url</EncodingType></ListBucketResult>").utf8))
  }

  private func tag(_ key: String, _ versions: [String: Int]) -> String {
    "\(String(key.utf8.reduce(5_381) { ($0 &* 33) ^ UInt64($1) }, radix: 16))-\(versions[key] ?? 0)"
  }

  private func object(_ key: String, _ request: Request, heedsRange: Bool) -> Answer {
    let (object, versions) = state.withLock { ($0.objects[key], $0.versions) }
    guard let object else { return .error(404, "NoSuchKey") }
    let tag = "\"\(tag(key, versions))\""
    if let wanted = request.headers["if-match"], wanted != tag { return .error(412, "PreconditionFailed") }
    var answer = Answer(headers: [("etag", tag)], body: object)
    if heedsRange, let range = request.headers["range"], let start = Int(range.dropFirst(6).dropLast()) {
      guard start < object.count else { return .error(416, "InvalidRange") }
      answer.status = 206
      answer.headers.append(("content-range", "bytes \(start)-\(object.count - 1)/\(object.count)"))
      answer.body = Array(object[start...])
    }
    return answer
  }
}

extension Array where Element == UInt8 {
  fileprivate func lexicographicallyFollows(_ other: [UInt8]) -> Bool {
    other.lexicographicallyPrecedes(self)
  }
}

extension Substring {
  fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
