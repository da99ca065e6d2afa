import Connectors
import HTTPTransport

/// Asks for single pages: credentials in, one fresh token per refusal, answers told apart by what the profile says of
/// them. Shared by all threads.
final class ExportConversation: Sendable {
  /// What came of a question for a page.
  enum Outcome: Sendable {
    case page(AnswerPage, headers: HTTPFields)
    /// The server says that less must be asked for.
    case tooMuch
    /// The server says that the query must begin anew.
    case expired
  }

  private enum Answer: Sendable {
    case outcome(Outcome)
    case refused(status: Int, value: String)
  }

  /// Fresh tokens that may be refused in a row: other threads' tokens can be revoked meanwhile, but not for ever.
  private static let mostRefusals = 6

  let profile: ExportProfile
  let client: RetryingClient
  private let keeper: TokenKeeper

  init(_ profile: ExportProfile, client: RetryingClient, keeper: TokenKeeper) {
    self.profile = profile
    self.client = client
    self.keeper = keeper
  }

  /// The statuses that are asked again without a look at the profile.
  static func retriedStatuses(_ profile: ExportProfile) -> Set<Int> {
    let queries = Array(profile.objects.values) + (profile.members.map { [$0] } ?? [])
    return RetryPolicy().retriedStatuses.subtracting(
      queries.flatMap { $0.tooMuch + $0.expired }.map(\.status))
  }

  func ask(_ request: HTTPRequest, _ question: ExportQuestion) throws(ExportError) -> Outcome {
    var refusals = 0
    while true {
      let value = try keeper.current()
      let answer: Answer
      do throws(HTTPError) {
        answer = try client.fetch(
          request, limit: profile.limits.answerBytes,
          prepare: { request throws(HTTPError) in keeper.authorise(&request, with: value) },
          read: { reply throws(HTTPError) in try self.verdict(reply, question, value: value) })
      } catch {
        throw error == .cancelled ? .cancelled : .http(error, object: question.object)
      }
      switch answer {
      case .outcome(let outcome): return outcome
      case .refused(let status, let value):
        guard status == 401, keeper.canRenew else {
          throw .accessRefused(status: status, address: request.address.shown)
        }
        refusals += 1
        guard refusals <= Self.mostRefusals else { throw .tokenRefused(address: request.address.shown) }
        keeper.refuse(value)
      }
    }
  }

  private func verdict(
    _ reply: HTTPReply, _ question: ExportQuestion, value: String
  ) throws(HTTPError) -> RetryingClient.Verdict<Answer> {
    let query = question.query
    let signs = (query.tooMuch + query.expired).filter { $0.status == reply.status }
    if !signs.isEmpty {
      let code = errorCode(of: reply, at: query.code)
      func holds(_ sign: ExportQuery.Sign) -> Bool {
        sign.status == reply.status && (sign.code == nil || sign.code == code)
      }
      if query.tooMuch.contains(where: holds) { return .accept(.outcome(.tooMuch)) }
      if query.expired.contains(where: holds) { return .accept(.outcome(.expired)) }
    }
    switch reply.status {
    case 200..<300: break
    case 401, 403: return .accept(.refused(status: reply.status, value: value))
    case 408, 425, 429, 500...599: return .retry(reply.unexpectedStatus)
    default: throw reply.unexpectedStatus
    }
    if let type = reply.headers["content-type"], !type.lowercased().contains("json") {
      return .retry(
        .unusableAnswer(
          address: reply.address.shown,
          reason: "\(reply.withoutSecrets(type).prefix(60)) and no JSON"))
    }
    let paths = [query.next, query.more, query.total, query.partial].compactMap { $0 }
    do throws(AnswerFault) {
      let page = try AnswerScanner.page(of: reply.body, rows: query.rows, values: paths)
      return .accept(.outcome(.page(page, headers: reply.headers)))
    } catch {
      return .retry(
        .unusableAnswer(
          address: reply.address.shown, reason: "expected \(error.expected) at byte \(error.offset)"))
    }
  }

  private func errorCode(of reply: HTTPReply, at path: AnswerPath?) -> String? {
    guard let path else { return nil }
    // An error has no rows; the path of the code is the only thing wanted of it.
    return AnswerScanner.value(of: reply.body, at: path)?.text
  }
}
