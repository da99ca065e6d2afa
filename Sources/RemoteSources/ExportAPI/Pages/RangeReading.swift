import EventModel
import HTTPTransport

/// Reads all rows of a range of time: as one query where the server allows it, else in halves, and where the shortest
/// range is still too much in shares of the second key.
struct RangeReading {
  /// From the first instant to before the last, in microseconds since 1970.
  typealias Span = Range<Int64>

  /// How a range was read.
  struct Outcome: Sendable {
    /// The shortest range that had to be asked for, `nil` where the whole was one query.
    var shortest: Int64?
  }

  private let conversation: ExportConversation
  private let object: ExportProfile.Object
  private let query: ExportQuery

  init(_ object: ExportProfile.Object, _ query: ExportQuery, with conversation: ExportConversation) {
    self.object = object
    self.query = query
    self.conversation = conversation
  }

  /// Appends all rows of `span` to `spool`; `nil` reads an object without range as a whole.
  func run(_ span: Span?, segment: String? = nil, into spool: PageSpool) throws(ExportError) -> Outcome {
    var outcome = Outcome()
    try read(span, segment: segment, into: spool, &outcome, isWhole: true)
    return outcome
  }

  private func read(
    _ span: Span?, segment: String?, into spool: PageSpool, _ outcome: inout Outcome, isWhole: Bool
  ) throws(ExportError) {
    if let span, !isWhole { outcome.shortest = min(outcome.shortest ?? .max, Int64(span.count)) }
    if try walk(span, segment: segment, share: nil, into: spool) == .complete { return }
    if let span, let middle = middle(of: span) {
      try read(span.lowerBound..<middle, segment: segment, into: spool, &outcome, isWhole: false)
      try read(middle..<span.upperBound, segment: segment, into: spool, &outcome, isWhole: false)
      return
    }
    if try readShares(span, segment: segment, into: spool) { return }
    // Nothing can be cut any more, so all that is left is that the server had a bad moment.
    for attempt in 1...max(1, conversation.profile.limits.attempts) {
      do throws(HTTPError) {
        try conversation.client.rest(
          afterAttempt: attempt,
          because: .unusableAnswer(address: conversation.profile.base.shown, reason: "too much"))
      } catch {
        throw error == .cancelled ? .cancelled : .http(error, object: object.rawValue)
      }
      if try walk(span, segment: segment, share: nil, into: spool) == .complete { return }
    }
    throw .tooMuch(object: object.rawValue, range: Self.text(span))
  }

  /// Reads the range in ever more shares of the second key; answers whether that was possible.
  private func readShares(_ span: Span?, segment: String?, into spool: PageSpool) throws(ExportError) -> Bool
  {
    let start = (spool.count, spool.rows)
    var shares = 4
    while shares <= query.buckets {
      var isComplete = true
      for share in 0..<shares where isComplete {
        isComplete = try walk(span, segment: segment, share: (share, shares), into: spool) == .complete
      }
      if isComplete { return true }
      try spool.truncate(to: start)
      shares *= 4
    }
    return false
  }

  private func walk(
    _ span: Span?, segment: String?, share: (Int, Int)?, into spool: PageSpool
  ) throws(ExportError) -> QueryWalk.Outcome {
    var question = ExportQuestion(
      base: conversation.profile.base, object: object.rawValue, query: query)
    if let span {
      question.values[.from] = query.text(of: span.lowerBound)
      question.values[.to] = query.text(of: span.upperBound)
    }
    if let (bucket, buckets) = share {
      question.values[.bucket] = String(bucket)
      question.values[.buckets] = String(buckets)
    }
    question.values[.segment] = segment
    return try QueryWalk(question, with: conversation).run(into: spool)
  }

  /// Where a range is cut in two, on a whole step of what the server can be asked for; `nil` where it is too short.
  private func middle(of span: Span) -> Int64? {
    // Units of two halves do not add up to those of the whole.
    guard object != .funnels, span.upperBound - span.lowerBound >= 2 * query.shortestSpan else { return nil }
    let middle = query.floor(span.lowerBound + (span.upperBound - span.lowerBound) / 2)
    return middle > span.lowerBound && middle < span.upperBound ? middle : nil
  }

  static func text(_ span: Span?) -> String {
    guard let span else { return "all" }
    return Timestamp(microseconds: span.lowerBound).iso8601 + " to "
      + Timestamp(microseconds: span.upperBound).iso8601
  }
}

extension ExportQuery {
  /// The step of instants in questions, in microseconds: a day or a second.
  var step: Int64 { instantFormat == .date ? 86_400_000_000 : 1_000_000 }

  /// The last whole step not after `instant`.
  func floor(_ instant: Int64) -> Int64 {
    let rest = instant % step
    return instant - (rest < 0 ? rest + step : rest)
  }

  /// An instant as the API wants it.
  func text(of instant: Int64) -> String {
    switch instantFormat {
    case .iso: Timestamp(microseconds: instant).iso8601
    case .date: String(Timestamp(microseconds: instant).iso8601.prefix(10))
    case .seconds: String(floor(instant) / 1_000_000)
    case .milliseconds: String(instant / 1_000)
    }
  }
}
