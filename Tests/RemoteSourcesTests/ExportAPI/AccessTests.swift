import Glibc
import HTTPTransport
import RemoteSources
import Synchronization
import TestSupport
import Testing

@testable import RemoteSources

@Suite struct AccessTests {
  private func access(_ kind: ExportAccess.Kind) -> ExportAccess {
    ExportAccess(
      kind: kind, tokenAddress: WebAddress("https://h/token"), idVariable: "ID", secretVariable: "SECRET",
      header: "X-Key", lifetime: 300)
  }

  @Test func `credentials come from the environment, and what is missing is named`() throws {
    #expect(throws: ExportError.credentialsMissing(variables: ["ID", "SECRET"])) {
      try ExportCredentials.find(for: access(.oauth), file: nil, environment: [:])
    }
    #expect(throws: ExportError.credentialsMissing(variables: ["SECRET"])) {
      try ExportCredentials.find(for: access(.bearer), file: nil, environment: ["ID": "x"])
    }
    let found = try ExportCredentials.find(
      for: access(.oauth), file: nil, environment: ["ID": "a", "SECRET": "b"])
    #expect(found.id == "a" && found.secret == "b")
  }

  @Test func `a file that others may read is refused`() throws {
    let directory = TemporaryDirectory()
    let path = directory.write(Array("# mine\nclient_id = a\nclient_secret= b=c \n".utf8), to: "credentials")
    chmod(path, 0o640)
    #expect(throws: ExportError.credentialsExposed(path: path, mode: 0o640)) {
      try ExportCredentials.find(for: access(.oauth), file: path, environment: [:])
    }
    chmod(path, 0o600)
    let found = try ExportCredentials.find(for: access(.oauth), file: path, environment: [:])
    #expect(found.id == "a" && found.secret == "b=c")
    let other = directory.write(Array("client_id a\n".utf8), to: "other")
    chmod(other, 0o600)
    #expect(throws: ExportError.credentialsMalformed(path: other, line: 1)) {
      try ExportCredentials.find(for: access(.oauth), file: other, environment: [:])
    }
  }

  @Test func `credentials print as nothing`() {
    let credentials = ExportCredentials(id: "app", secret: "s3cret")
    for text in ["\(credentials)", String(reflecting: credentials), "\([credentials])"] {
      #expect(!text.contains("s3cret") && !text.contains("app"))
    }
    var dumped = ""
    dump(credentials, to: &dumped)
    #expect(!dumped.contains("s3cret"))
  }

  @Test func `base 64 is that of RFC 4648`() {
    let vectors = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
      "foobar": "Zm9vYmFy",
    ]
    for (text, encoded) in vectors { #expect(Base64.text(of: Array(text.utf8)) == encoded) }
  }

  /// Gives tokens, refuses those it is told to refuse.
  private final class TokenServer: HTTPExchanging {
    let asked = Mutex<[HTTPRequest]>([])
    let answer: @Sendable (Int) -> (Int, String)

    init(_ answer: @escaping @Sendable (Int) -> (Int, String)) { self.answer = answer }

    func exchange(
      _ request: HTTPRequest, isCancelled: @escaping @Sendable () -> Bool
    ) throws(HTTPError) -> HTTPResponse {
      let count = asked.withLock { asked in
        asked.append(request)
        return asked.count
      }
      let (status, body) = answer(count)
      return HTTPResponse(
        status: status, headers: HTTPFields(), body: WholeBody(Array(body.utf8)), address: request.address)
    }
  }

  private func keeper(_ server: TokenServer, _ clock: HastyClock, kind: ExportAccess.Kind = .oauth)
    -> TokenKeeper
  {
    TokenKeeper(
      access(kind), credentials: ExportCredentials(id: "app", secret: "s3cret"),
      client: RetryingClient(over: server, clock: clock), clock: clock)
  }

  @Test func `a token is kept until shortly before it expires`() throws {
    let clock = HastyClock()
    let server = TokenServer { (200, "{\"access_token\":\"t\($0)\",\"expires_in\":100}") }
    let keeper = keeper(server, clock)
    #expect(try keeper.current() == "Bearer t1")
    _ = clock.wait(nanoseconds: 70_000_000_000, isCancelled: { false })
    #expect(try keeper.current() == "Bearer t1")
    _ = clock.wait(nanoseconds: 6_000_000_000, isCancelled: { false })
    #expect(try keeper.current() == "Bearer t2")
    let request = server.asked.withLock { $0[0] }
    #expect(request.method == .post)
    #expect(request.headers["authorization"] == "Basic YXBwOnMzY3JldA==")
    #expect(request.body == Array("grant_type=client_credentials".utf8))
  }

  @Test func `a token without a lifetime lives as long as the profile says`() throws {
    let clock = HastyClock()
    let keeper = keeper(TokenServer { (200, "{\"access_token\":\"t\($0)\"}") }, clock)
    #expect(try keeper.current() == "Bearer t1")
    _ = clock.wait(nanoseconds: 269_000_000_000, isCancelled: { false })
    #expect(try keeper.current() == "Bearer t1")
    _ = clock.wait(nanoseconds: 2_000_000_000, isCancelled: { false })
    #expect(try keeper.current() == "Bearer t2")
  }

  @Test func `a refused token is replaced once, and another thread's is used`() throws {
    let server = TokenServer { (200, "{\"access_token\":\"t\($0)\",\"expires_in\":100}") }
    let keeper = keeper(server, HastyClock())
    let first = try keeper.current()
    keeper.refuse(first)
    #expect(try keeper.current() == "Bearer t2")
    // A second thread that was refused the old token must not throw the new one away.
    keeper.refuse(first)
    #expect(try keeper.current() == "Bearer t2")
    #expect(server.asked.withLock { $0.count } == 2)
  }

  @Test func `wrong credentials are told at once and without what the server repeats`() {
    let server = TokenServer { _ in (401, "{\"err\":\"app s3cret\"}") }
    #expect(throws: ExportError.credentialsRefused(status: 401, address: "https://h/token")) {
      try keeper(server, HastyClock()).current()
    }
    #expect(server.asked.withLock { $0.count } == 1)
  }

  @Test func `an answer without a token is told`() {
    for body in [
      "{}", "{\"access_token\":\"\"}", "{\"access_token\":\"a b\"}", "{\"access_token\":\"a\\r\\nX: y\"}",
    ] {
      #expect(throws: ExportError.noToken(address: "https://h/token")) {
        try keeper(TokenServer { _ in (200, body) }, HastyClock()).current()
      }
    }
  }

  @Test func `static credentials take their place in the header`() throws {
    let server = TokenServer { _ in (500, "") }
    for (kind, name, value) in [
      (ExportAccess.Kind.bearer, "Authorization", "Bearer s3cret"), (.header, "X-Key", "s3cret"),
      (.basic, "Authorization", "Basic YXBwOnMzY3JldA=="),
    ] {
      let keeper = keeper(server, HastyClock(), kind: kind)
      var request = HTTPRequest(.get, WebAddress("https://h/")!)
      keeper.authorise(&request, with: try keeper.current())
      #expect(request.headers[name] == value)
      #expect(request.headers.fields.allSatisfy { $0.isSecret })
    }
    #expect(server.asked.withLock { $0.isEmpty })
  }
}

/// A body in one part.
final class WholeBody: HTTPBody {
  private let bytes: Mutex<[UInt8]?>

  init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes) }

  func next() throws(HTTPError) -> [UInt8]? {
    bytes.withLock { bytes in
      defer { bytes = nil }
      return bytes?.isEmpty == true ? nil : bytes
    }
  }

  func abandon() {}
}
