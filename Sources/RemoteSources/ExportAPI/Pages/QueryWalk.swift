import HTTPTransport

/// Reads one query over all of its pages, and believes nothing: a page that comes again, a cursor that goes in circles and
/// a number of rows other than promised are asked again, a few times, and then told.
struct QueryWalk {
  /// What came of a query.
  enum Outcome: Equatable {
    case complete
    /// Nothing was kept; less must be asked for.
    case tooMuch
  }

  /// How often a page, or the whole query, is asked again because of what it holds.
  private static let mostRepeats = 6
  /// How often a query may begin anew; each of its pages may have its own bad moment.
  private static let mostRestarts = 30
  /// An answer longer than allowed may be an accident; this many are needed to believe it.
  private static let longAnswers = 2

  private let conversation: ExportConversation
  private let question: ExportQuestion

  init(_ question: ExportQuestion, with conversation: ExportConversation) {
    self.question = question
    self.conversation = conversation
  }

  /// Appends all rows of the query to `spool`, or none.
  func run(into spool: PageSpool) throws(ExportError) -> Outcome {
    let start = (spool.count, spool.rows)
    var fault: ExportError.PageFault?
    for restart in 0...Self.mostRestarts {
      // One new beginning is usual where a cursor has expired; a server that goes on like that gets time.
      if restart > 1 { try pause(min(restart - 1, Self.mostRepeats)) }
      switch try attempt(into: spool) {
      case .complete: return .complete
      case .tooMuch:
        try spool.truncate(to: start)
        return .tooMuch
      case .again(let reason):
        try spool.truncate(to: start)
        fault = reason
      }
    }
    throw contradiction(fault ?? .expired)
  }

  private enum Attempt {
    case complete
    case tooMuch
    case again(ExportError.PageFault)
  }

  /// Where a page is.
  private struct Place {
    var values: [RequestTemplate.Place: String] = [:]
    var link: WebAddress?
    /// Tells places apart.
    var name = ""
  }

  private func attempt(into spool: PageSpool) throws(ExportError) -> Attempt {
    let query = question.query
    var place = try firstPlace()
    var visited: Set<String> = [place.name]
    var pages: Set<Int> = []
    var rows = 0
    var number = 0
    var promised: Int?
    while true {
      var fault: ExportError.PageFault?
      var outcome: (page: AnswerPage, next: Place?)?
      for repeated in 0...Self.mostRepeats {
        fault = nil
        // Nothing tells a client how long to wait for a page to become right.
        if repeated > 0 { try pause(repeated) }
        switch try ask(place) {
        case .tooMuch: return .tooMuch
        case .expired: return .again(.expired)
        case .page(let page, let headers):
          if page.flag(at: query.partial) == true { return .tooMuch }
          if page.rowCount > 0, pages.contains(Self.digest(page.rows)) {
            fault = .repeatedPage
            continue
          }
          let next = try self.next(after: place, page, headers, number: number, rows: rows + page.rowCount)
          if let next, visited.contains(next.name) {
            fault = .stuckCursor
            continue
          }
          outcome = (page, next)
        }
        break
      }
      guard let (page, next) = outcome else { throw contradiction(fault ?? .repeatedPage) }
      let total = page.count(at: query.total)
      // Page numbers and offsets shift when rows come in between; only the whole query read again is right then.
      if let total, let promised, total != promised {
        return .again(.total(promised: promised, found: total))
      }
      promised = total ?? promised
      if page.rowCount > 0 { pages.insert(Self.digest(page.rows)) }
      try spool.append(page)
      rows += page.rowCount
      number += 1
      guard let next else { break }
      visited.insert(next.name)
      place = next
    }
    if let promised, promised != rows { return .again(.total(promised: promised, found: rows)) }
    return .complete
  }

  private func ask(_ place: Place) throws(ExportError) -> ExportConversation.Outcome {
    var request = question.request(page: place.values)
    if let link = place.link {
      request.address = link
      request.body = []
    }
    var longAnswers = 0
    while true {
      do throws(ExportError) {
        return try conversation.ask(request, question)
      } catch {
        switch error {
        case .http(.bodyTooLarge, _):
          longAnswers += 1
          if longAnswers > Self.longAnswers { return .tooMuch }
        case .http(.gaveUp(_, _, .timedOut), _): return .tooMuch
        default: throw error
        }
      }
    }
  }

  private func pause(_ attempt: Int) throws(ExportError) {
    do throws(HTTPError) {
      try conversation.client.rest(
        afterAttempt: attempt,
        because: .unusableAnswer(address: question.base.shown, reason: "pages contradict"))
    } catch {
      throw error == .cancelled ? .cancelled : .http(error, object: question.object)
    }
  }

  // MARK: From page to page

  private func firstPlace() throws(ExportError) -> Place {
    switch question.query.paging {
    case .page: page(question.query.firstPage)
    case .offset: offset(0)
    case .cursor, .link, .none: Place()
    }
  }

  private func page(_ number: Int) -> Place { Place(values: [.page: String(number)], name: "\(number)") }

  private func offset(_ rows: Int) -> Place { Place(values: [.offset: String(rows)], name: "\(rows)") }

  /// Where the next page is; `nil` after the last.
  private func next(
    after place: Place, _ page: AnswerPage, _ headers: HTTPFields, number: Int, rows: Int
  ) throws(ExportError) -> Place? {
    let query = question.query
    let more = page.flag(at: query.more)
    if more == false { return nil }
    switch query.paging {
    case .none: return nil
    case .cursor:
      guard let cursor = page.cursor(at: query.next) else {
        if more == true { throw contradiction(.noNextPage) }
        return nil
      }
      return Place(values: [.cursor: cursor], name: cursor)
    case .page:
      guard more == true || isFull(page, rows: rows) else { return nil }
      return self.page(query.firstPage + number + 1)
    case .offset:
      guard more == true || isFull(page, rows: rows), page.rowCount > 0 else { return nil }
      return offset(rows)
    case .link:
      guard let text = LinkHeader.next(in: headers) else {
        if more == true { throw contradiction(.noNextPage) }
        return nil
      }
      let here = place.link ?? question.request(page: place.values).address
      guard let link = here.resolving(text) else { throw contradiction(.noNextPage) }
      guard here.sharesCredentials(with: link) else { throw contradiction(.foreignLink(link.shown)) }
      return Place(link: link, name: link.text)
    }
  }

  /// Whether another page may follow where the answer does not say.
  private func isFull(_ page: AnswerPage, rows: Int) -> Bool {
    if let total = page.count(at: question.query.total) { return rows < total && page.rowCount > 0 }
    return page.rowCount >= question.query.limit
  }

  private func contradiction(_ fault: ExportError.PageFault) -> ExportError {
    .contradictingPages(
      fault, object: question.object, address: question.request(page: [:]).address.shown)
  }

  private static func digest(_ rows: [UInt8]) -> Int {
    var hasher = Hasher()
    rows.withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize()
  }
}
