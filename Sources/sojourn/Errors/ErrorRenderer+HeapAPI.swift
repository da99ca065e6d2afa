import HTTPTransport
import RemoteSources
import Reporting

extension ErrorRenderer {
  // MARK: Profiles

  func messages(for error: ProfileError) -> [ErrorMessage] {
    error.problems.map { problem in
      let (text, hint) = Self.words(problem.kind)
      return ErrorMessage(
        "bad-profile", text, hint: hint,
        at: ErrorLocation(file: error.file, line: problem.line, column: problem.column), exit: .wrongRequest)
    }
  }

  private static func words(_ kind: ProfileError.Kind) -> (text: String, hint: String?) {
    switch kind {
    case .syntax(let text): ("the profile is no YAML: \(text)", nil)
    case .empty: ("the profile is empty", "docs/heap-api.md shows one")
    case .tooLong(let limit): ("the profile is longer than \(NumberText.bytes(limit))", nil)
    case .unreadable(let number): ("the profile cannot be read: \(reason(number))", nil)
    case .unknownKey(let key, let allowed):
      ("'\(key)' means nothing here", "here may stand \(Phrase.list(allowed, last: "or", limit: 20))")
    case .missingKey(let key): ("'\(key)' is missing", nil)
    case .wrongValue(let key, let expected): ("'\(key)' must be \(expected)", nil)
    case .unknownPlace(let name):
      (
        "{\(name)} is no place to be filled",
        "there are " + RequestTemplate.Place.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
      )
    case .misplaced(let place, let paging):
      ("{\(place)} and '\(paging)' do not fit together: one is there without the other", nil)
    case .secretInProfile(let key):
      (
        "'\(key)' has no place in a profile, which is meant to be shared",
        "put it into the environment, and name the variable in client_id_from or client_secret_from"
      )
    }
  }

  // MARK: Export APIs

  func message(for error: ExportError) -> ErrorMessage {
    switch error {
    case .credentialsMissing(let variables):
      ErrorMessage(
        "no-credentials",
        "there are no credentials: \(Phrase.list(variables)) \(variables.count == 1 ? "is" : "are") not set",
        hint: "set them in the environment, or name a file with --credentials", exit: .wrongRequest)
    case .credentialsUnreadable(let path, let number):
      ErrorMessage(
        "cannot-read", "cannot read '\(path)': \(Self.reason(number))", hint: Self.hint(for: number),
        at: ErrorLocation(file: path), exit: Self.exit(for: number))
    case .credentialsExposed(let path, let mode):
      ErrorMessage(
        "credentials-exposed", "others may read '\(path)' (mode \(String(mode, radix: 8)))",
        hint: "chmod 600 '\(path)'", at: ErrorLocation(file: path), exit: .wrongRequest)
    case .credentialsMalformed(let path, let line):
      ErrorMessage(
        "bad-credentials", "'\(path)' does not read as credentials",
        hint: "write a line client_id = … and a line client_secret = …",
        at: ErrorLocation(file: path, line: line), exit: .wrongRequest)
    case .credentialsRefused(let status, let address):
      ErrorMessage(
        "credentials-refused", "\(address) refused the credentials (status \(status))",
        hint: "check client id and secret; Heap's are the app id of the main environment and an API key",
        exit: .failed)
    case .noToken(let address):
      ErrorMessage(
        "no-token", "the answer of \(address) holds no access_token", hint: "check token_url", exit: .failed)
    case .tokenRefused(let address):
      ErrorMessage(
        "token-refused", "\(address) refused several fresh tokens in a row",
        hint: "the credentials are right, but do not open this address", exit: .failed)
    case .accessRefused(let status, let address):
      ErrorMessage(
        "access-refused", "\(address) refused access (status \(status))",
        hint: "check what the credentials are allowed to read", exit: .failed)
    case .http(.cancelled, _), .cancelled:
      ErrorMessage(
        "cancelled", "cancelled; what was committed before stays, and the next run goes on behind it",
        exit: .cancelled)
    case .http(let error, let object):
      ErrorMessage(
        "http", "cannot read \(object): \(Self.sentence(of: error))", hint: Self.hint(for: error),
        exit: .failed)
    case .contradictingPages(let fault, let object, let address):
      ErrorMessage(
        "contradicting-pages", "the pages of \(object) contradict each other: \(Self.words(fault))",
        hint: "the profile's paging may be another than that of \(address)", exit: .failed)
    case .tooMuch(let object, let range):
      ErrorMessage(
        "too-much", "the server cannot answer for \(object), \(range), and it cannot be cut further",
        hint: "lower range.shortest, or give the query {bucket} and {buckets}", exit: .failed)
    case .notInProfile(let object):
      ErrorMessage(
        "not-in-profile", "the profile does not describe \(object)", hint: "add it under objects",
        exit: .wrongRequest)
    case .noBeginning(let object):
      ErrorMessage(
        "no-beginning", "the first run must be told where \(object) begin",
        hint: "add --since, such as --since 2026-01-01", exit: .wrongRequest)
    case .malformedRow(let object, let field, let excerpt):
      ErrorMessage(
        "malformed-row", "a row of \(object) has no usable '\(field)': \(excerpt)",
        hint: "check fields in the profile", exit: .failed)
    case .timeFormat(let text):
      ErrorMessage(
        "bad-profile", "'\(text)' is no time format", hint: "write auto, iso, s, ms, us, ns or a pattern",
        exit: .wrongRequest)
    case .cannotSpool(let number):
      ErrorMessage(
        "cannot-spool", "cannot keep rows in a temporary file: \(Self.reason(number))",
        hint: "make room in /tmp, or set TMPDIR", exit: .failed)
    }
  }

  private static func words(_ fault: ExportError.PageFault) -> String {
    switch fault {
    case .repeatedPage: "a page came again in the place of the next one"
    case .stuckCursor: "a page names one as the next that was read before"
    case .total(let promised, let found):
      "\(NumberText.grouped(promised)) rows are promised, \(NumberText.grouped(found)) came"
    case .foreignLink(let address):
      "the next page is said to be at \(address), which must not get the credentials"
    case .noNextPage: "more is promised, but not how to get it"
    case .expired: "the query expired again and again before it was read"
    }
  }

  // MARK: HTTP

  func message(for error: HTTPError) -> ErrorMessage {
    if error == .cancelled { return Self.cancelled }
    return ErrorMessage(
      "http", Self.sentence(of: error), hint: Self.hint(for: error), exit: Self.exit(for: error))
  }

  private static func exit(for error: HTTPError) -> CommandExit {
    switch error {
    case .malformedAddress, .cannotReadCertificates: .wrongRequest
    default: .failed
    }
  }

  static func sentence(of error: HTTPError) -> String {
    switch error {
    case .malformedAddress(let address): "'\(address)' is no address"
    case .unknownHost(let host, _): "there is no host '\(host)'"
    case .cannotConnect(let address, let number): "cannot connect to \(address): \(reason(number))"
    case .insecure(let address, let reason): "\(address) cannot be trusted: \(reason)"
    case .timedOut(let phase, let address, let milliseconds):
      "\(address) \(phase == .connecting ? "cannot be reached" : "did not answer") in \(milliseconds) ms"
    case .connectionLost(let address): "\(address) closed the connection before the answer was whole"
    case .malformedAnswer(let address, let reason): "\(address) does not speak HTTP: \(reason)"
    case .bodyTooLarge(let address, let limit):
      "the answer of \(address) is longer than \(NumberText.bytes(limit))"
    case .redirectRefused(let fault, let from, let to):
      "\(from) points to \(to.isEmpty ? "nowhere" : to), \(words(fault))"
    case .cannotReadCertificates(let path): "'\(path)' holds no PEM certificates that can be read"
    case .unexpectedStatus(let status, let address, let excerpt):
      "\(address) answered with status \(status)" + (excerpt.isEmpty ? "" : ": \(excerpt)")
    case .unusableAnswer(let address, let reason): "the answer of \(address) cannot be used: \(reason)"
    case .gaveUp(let attempts, let milliseconds, let last):
      "gave up after \(Phrase.count(attempts, "attempt")) in \(milliseconds / 1000) s; the last: \(sentence(of: last))"
    case .cancelled: "cancelled"
    }
  }

  private static func words(_ fault: HTTPError.RedirectFault) -> String {
    switch fault {
    case .otherHost: "another host, which must not get the credentials"
    case .lessSecure: "which would leave TLS"
    case .tooMany: "one time too many"
    case .malformed: "which is no address"
    }
  }

  static func hint(for error: HTTPError) -> String? {
    switch error {
    case .insecure: "certificates are always checked; name your own authority with --ca-file"
    case .unknownHost, .malformedAddress: "check base_url and token_url"
    case .cannotConnect: "check the address, and that the server runs"
    case .bodyTooLarge: "lower limit in the profile, or raise limits.answer_megabytes"
    case .unexpectedStatus(404, _, _): "check path in the profile"
    case .gaveUp(_, _, let last):
      hint(for: last) ?? "run the command again later; it goes on where it stopped"
    default: nil
    }
  }
}
