import AsyncHTTPClient
import DatasetGenerator
import EventModel
import Foundation
import HeapSandbox
import NIOCore
import NIOHTTP1
import NIOSSL

/// A started sandbox and a real HTTP client that talks to it.
struct RunningSandbox {
  let sandbox: HeapSandbox
  let client: HTTPClient
  let address: String

  static let package = "/" + "\(#filePath)".split(separator: "/").dropLast(3).joined(separator: "/")

  /// Some events of the shop.
  static func shop(_ events: Int = 1_000, seed: UInt64 = 7) throws -> ProjectSource {
    let path = package + "/datasets/shop.yml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return .recipe(try Recipe.load(yaml: text, name: path), events: events, seed: seed)
  }

  /// Runs `body` with a sandbox that is started before and stopped afterwards.
  @discardableResult
  static func with<Result>(
    _ source: ProjectSource? = nil, _ options: SandboxOptions = SandboxOptions(),
    trusting certificate: String? = nil, _ body: (RunningSandbox) async throws -> Result
  ) async throws -> Result {
    let sandbox = try HeapSandbox(try source ?? shop(), options: options)
    try await sandbox.start()
    var configuration = HTTPClient.Configuration()
    if let certificate {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.trustRoots = .file(certificate)
      configuration.tlsConfiguration = tls
    }
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let outcome: Swift.Result<Result, any Error>
    do {
      let running = RunningSandbox(sandbox: sandbox, client: client, address: sandbox.address ?? "")
      outcome = .success(try await body(running))
    } catch {
      outcome = .failure(error)
    }
    try await client.shutdown()
    await sandbox.stop()
    return try outcome.get()
  }

  /// An answer as it came.
  struct Reply {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func object() throws -> [String: Any] {
      let value = try JSONSerialization.jsonObject(with: Data(body))
      return value as? [String: Any] ?? [:]
    }

    func rows() throws -> [[String: Any]] { try object()["rows"] as? [[String: Any]] ?? [] }

    func paging() throws -> [String: Any] { try object()["paging"] as? [String: Any] ?? [:] }

    /// The code of an answer that is an error.
    func code() throws -> String? {
      ((try object()["error"] ?? object()["err"]) as? [String: Any])?["code"] as? String
    }
  }

  /// How long an answer may take. Long, because server and tests share the threads of Swift's tasks with all other tests
  /// of a run, some of which compute for minutes.
  static let patience = TimeAmount.minutes(10)

  func send(
    _ method: HTTPMethod, _ path: String, authorization: String? = nil, body: String = "",
    limit: Int = 1 << 26
  ) async throws -> Reply {
    var request = HTTPClientRequest(url: path.contains("://") ? path : address + path)
    request.method = method
    if let authorization { request.headers.add(name: "Authorization", value: authorization) }
    if !body.isEmpty { request.body = .bytes(ByteBuffer(string: body)) }
    let response = try await client.execute(request, timeout: Self.patience)
    let bytes = try await response.body.collect(upTo: limit)
    return Reply(
      status: Int(response.status.code), headers: response.headers, body: Array(bytes.readableBytesView))
  }

  var basic: String {
    let words = "\(sandbox.credentials.clientID):\(sandbox.credentials.clientSecret)"
    return "Basic " + Data(words.utf8).base64EncodedString()
  }

  func askForToken(body: String = "grant_type=client_credentials") async throws -> Reply {
    try await send(.POST, "/api/public/v0/auth_token", authorization: basic, body: body)
  }

  /// A fresh token as a header's value.
  func bearer() async throws -> String {
    let token = try await askForToken().object()["access_token"] as? String
    return "Bearer " + (token ?? "none")
  }

  /// Gets a path below `/sandbox/v1/`, or a whole address.
  func get(_ path: String, _ authorization: String) async throws -> Reply {
    try await send(
      .GET, path.contains("://") ? path : "/sandbox/v1/" + path, authorization: authorization)
  }

  /// All rows of a query, page by page, from a server without faults.
  func all(
    _ path: String, _ authorization: String, paging: SandboxPaging = .cursor, limit: Int = 100
  ) async throws -> [[String: Any]] {
    let query = path + (path.contains("?") ? "&" : "?") + "paging=\(paging.rawValue)&limit=\(limit)"
    var rows: [[String: Any]] = []
    var next: String? = query
    var page = 1
    while let path = next {
      let reply = try await get(path, authorization)
      let paging = try reply.paging()
      rows += try reply.rows()
      page += 1
      guard reply.status == 200, paging["has_more"] as? Bool == true else { return rows }
      switch SandboxPaging(rawValue: paging["style"] as? String ?? "") {
      case .cursor: next = query + "&cursor=\(paging["next_cursor"] as? String ?? "")"
      case .page: next = query + "&page=\(page)"
      case .offset: next = query + "&offset=\(rows.count)"
      case .link: next = RunningSandbox.nextLink(reply)
      case nil: next = nil
      }
    }
    return rows
  }

  /// The address in a `Link` header.
  static func nextLink(_ reply: Reply) -> String? {
    guard let link = reply.headers.first(name: "Link"), link.hasSuffix("; rel=\"next\"") else { return nil }
    return link.split(separator: ">").first.map { String($0.dropFirst()) }
  }
}

extension [[String: Any]] {
  /// The rows as JSON with sorted keys, sorted: equal for equal rows in whatever order.
  func canonical() throws -> [String] {
    try map {
      String(decoding: try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys), as: UTF8.self)
    }
    .sorted()
  }

  /// The values of one member as texts, in order of the rows.
  func texts(_ name: String) -> [String] { map { "\($0[name] ?? "")" } }
}

extension Timestamp {
  /// An instant from its ISO 8601 form, which the test's author has spelled rightly.
  static func at(_ text: String) -> Timestamp {
    guard case .time(let instant) = TimeTextParser(format: .iso8601).parse(text) else {
      preconditionFailure("'\(text)' is no instant")
    }
    return instant
  }
}
