import Glibc
import HTTPTransport
import Reporting
import Testing

@testable import RemoteSources
@testable import sojourn

/// Every error of profiles, export APIs and HTTP as a person reads it.
@Suite struct HeapAPIErrorSentenceTests {
  private func check(_ errors: [any Error], _ name: String) throws {
    var text = ""
    for error in errors {
      for message in ErrorRenderer().messages(for: error) {
        #expect(!message.report.code.isEmpty)
        text +=
          "[\(message.report.code), exit \(message.exit.rawValue)]\n" + message.text(style: .plain) + "\n"
      }
    }
    try GoldenFile.check(text, name)
  }

  @Test func `errors of profiles point at the line and say what may stand there`() throws {
    let kinds: [ProfileError.Kind] = [
      .syntax("did not find expected ',' or '}'"), .empty, .tooLong(limit: 1_048_576),
      .unreadable(errorNumber: ENOENT),
      .unknownKey("pageing", allowed: ["path", "query", "paging"]), .missingKey("base_url"),
      .wrongValue(key: "requests", expected: "a rate such as 60/30s"), .unknownPlace("curser"),
      .misplaced(place: "cursor", paging: "page"), .secretInProfile(key: "client_secret"),
    ]
    let problems = kinds.enumerated().map { index, kind in
      ProfileError.Problem(kind: kind, line: index + 1, column: 3)
    }
    try check([ProfileError(file: "heap.yml", problems: problems)], "errors-profiles")
  }

  @Test func `errors of export APIs say what went wrong and what to do`() throws {
    let address = "https://export.acme.example/v2/events?…"
    let token = "https://export.acme.example/token"
    let faults: [ExportError.PageFault] = [
      .repeatedPage, .stuckCursor, .total(promised: 12_000, found: 11_000),
      .foreignLink("https://elsewhere.example/page"), .noNextPage, .expired,
    ]
    var errors: [ExportError] = [
      .credentialsMissing(variables: ["SOJOURN_CLIENT_ID", "SOJOURN_CLIENT_SECRET"]),
      .credentialsMissing(variables: ["ACME_KEY"]),
      .credentialsUnreadable(path: "/home/ada/.heap", errorNumber: ENOENT),
      .credentialsExposed(path: "/home/ada/.heap", mode: 0o644),
      .credentialsMalformed(path: "/home/ada/.heap", line: 2),
      .credentialsRefused(status: 401, address: token), .noToken(address: token),
      .tokenRefused(address: address), .accessRefused(status: 403, address: address),
      .http(.connectionLost(address: address), object: "events"), .http(.cancelled, object: "events"),
    ]
    errors += faults.map { ExportError.contradictingPages($0, object: "events", address: address) }
    errors += [
      .tooMuch(object: "events", range: "2026-01-01T00:00:00Z to 2026-01-01T01:00:00Z"),
      .notInProfile(object: "accounts"), .noBeginning(object: "events"),
      .malformedRow(object: "funnels", field: "counts", excerpt: "{\"name\":\"Buy\"}"),
      .timeFormat("%Q"), .cannotSpool(errorNumber: ENOSPC), .cancelled,
    ]
    try check(errors, "errors-export-api")
  }

  @Test func `errors of HTTP say what went wrong and what to do`() throws {
    let address = "https://export.acme.example/v2/events?…"
    let redirects: [HTTPError.RedirectFault] = [.otherHost, .lessSecure, .tooMany]
    var errors: [HTTPError] = [
      .malformedAddress("ftp://x"), .unknownHost("export.acme.example", address: address),
      .cannotConnect(address: address, errorNumber: ECONNREFUSED),
      .insecure(address: address, reason: "its certificate is for another host"),
      .timedOut(.connecting, address: address, milliseconds: 10_000),
      .timedOut(.reading, address: address, milliseconds: 60_000),
      .timedOut(.whole, address: address, milliseconds: 600_000), .connectionLost(address: address),
      .malformedAnswer(address: address, reason: "invalidVersion"),
      .bodyTooLarge(address: address, limit: 67_108_864),
    ]
    errors += redirects.map {
      HTTPError.redirectRefused($0, from: address, to: "https://elsewhere.example/login")
    }
    errors += [
      .redirectRefused(.malformed, from: address, to: ""),
      .cannotReadCertificates(path: "tls/ca.pem"),
      .unexpectedStatus(404, address: address, excerpt: "no such project"),
      .unexpectedStatus(500, address: address, excerpt: ""),
      .unusableAnswer(address: address, reason: "expected a row at byte 17"),
      .gaveUp(
        attempts: 8, milliseconds: 93_000, last: .unexpectedStatus(503, address: address, excerpt: "")),
      .gaveUp(
        attempts: 8, milliseconds: 93_000, last: .cannotConnect(address: address, errorNumber: ECONNREFUSED)
      ),
      .cancelled,
    ]
    try check(errors, "errors-http")
  }
}
