import EventModel
import NIOCore
import Synchronization

/// Finds the rows of a query and makes pages of them.
final class PageMaker: Sendable {
  /// Where a page begins, and what is visible on it.
  struct Place {
    var offset: Int
    var instant: Int64
  }

  /// A page before it is written.
  struct Page {
    /// The table that has the rows, and which of them the query means.
    var table: RowTable
    var rows: RowSelection
    /// Rows before the page.
    var start: Int
    /// The places whose rows are shown, among ``rows``: the page's own unless a fault says otherwise.
    var places: Range<Int>
    var isBackwards = false
    /// See the page on complexity in the documentation.
    var cost: Int
    var instant: Int64
    var isPartial = false
    var isStuck = false

    /// The places whose rows are really sent.
    var shown: Range<Int> {
      isPartial ? places.lowerBound..<places.lowerBound + places.count / 2 : places
    }
  }

  /// Which rows an answer is made of; the same for all pages of a query at one time.
  private struct Key: Hashable {
    var object: SandboxQuery.Object
    var epoch: Int
    var from: Int64?
    var to: Int64?
    var since: Int64?
    var bucket: Int
    var buckets: Int
  }

  /// Selections that are kept; pages of one query follow each other, and clients ask a few queries at a time.
  private static let mostKept = 32

  private struct State {
    var views: [(epoch: Int, view: ProjectView)] = []
    var selections: [(key: Key, rows: RowSelection)] = []
  }

  private let project: SandboxProject
  private let options: SandboxOptions
  private let state = Mutex(State())

  init(_ project: SandboxProject, options: SandboxOptions) {
    self.project = project
    self.options = options
  }

  /// Where a query's page begins.
  func place(of query: SandboxQuery) throws(SandboxFailure) -> Place {
    let now = options.clock.now.microseconds
    guard let text = query.cursor else { return Place(offset: query.offset, instant: now) }
    guard let cursor = PageCursor(text, for: query.text) else {
      throw .cursor("The cursor is not of this query.")
    }
    let age = options.clock.elapsed.microseconds &- cursor.given
    guard 0...options.cursorLifetime.microseconds ~= age else { throw .cursorExpired }
    return Place(offset: cursor.offset, instant: cursor.instant)
  }

  /// The page of a query at a place.
  ///
  /// - Parameter repeatsPrevious: whether it shows what the page before it showed.
  func page(
    _ query: SandboxQuery, at place: Place, faults: FaultDesk, repeatsPrevious: Bool = false
  ) -> Page {
    let view = view(at: place.instant)
    let rows = selection(query, view: view)
    let start = min(place.offset, rows.count)
    let (places, isBackwards) = shown(
      at: repeatsPrevious ? max(0, start - query.limit) : start, of: query, rows: rows.count, faults: faults)
    var page = Page(
      table: project.rows, rows: rows, start: start, places: places, isBackwards: isBackwards, cost: 0,
      instant: place.instant)
    switch query.object {
    case .events: page.cost = cost(of: query, rows: rows.count)
    case .table(let content): page.table = view.table(content).rows
    }
    return page
  }

  /// The places that the page with `offset` rows before it shows, and whether backwards.
  ///
  /// Only pages that are full and whole pages from the start can change places without a client losing rows.
  private func shown(
    at offset: Int, of query: SandboxQuery, rows: Int, faults: FaultDesk
  ) -> (places: Range<Int>, isBackwards: Bool) {
    let (number, rest) = offset.quotientAndRemainder(dividingBy: query.limit)
    let pair = number / 2
    let first = pair * 2 * query.limit
    guard rest == 0, first + 2 * query.limit <= rows, faults.swaps(pair: pair, of: query.text) else {
      return (offset..<min(offset + query.limit, rows), false)
    }
    let other = first + (1 - number % 2) * query.limit
    return (other..<other + query.limit, true)
  }

  // MARK: Selecting

  private func view(at instant: Int64) -> ProjectView {
    let epoch = project.epoch(at: instant)
    return state.withLock { state in
      if let kept = state.views.first(where: { $0.epoch == epoch }) { return kept.view }
      let view = ProjectView(project, at: instant)
      state.views.append((epoch, view))
      if state.views.count > 4 { state.views.removeFirst() }
      return view
    }
  }

  private func selection(_ query: SandboxQuery, view: ProjectView) -> RowSelection {
    let key = Key(
      object: query.object, epoch: project.epoch(at: view.instant), from: query.from, to: query.to,
      since: query.since, bucket: query.bucket, buckets: query.buckets)
    if let kept = state.withLock({ $0.selections.first { $0.key == key }?.rows }) { return kept }
    let rows =
      switch query.object {
      case .events: events(query, view: view)
      case .table(let content): rows(query, of: view.table(content))
      }
    state.withLock { state in
      state.selections.append((key, rows))
      if state.selections.count > PageMaker.mostKept { state.selections.removeFirst() }
    }
    return rows
  }

  private func isInBucket(_ hash: UInt64, _ query: SandboxQuery) -> Bool {
    query.buckets == 1 || Int(hash % UInt64(query.buckets)) == query.bucket
  }

  private func events(_ query: SandboxQuery, view: ProjectView) -> RowSelection {
    let range = project.events(from: query.from, to: query.to)
    let isSettled = (project.changes.last ?? .min) <= view.instant
    if isSettled, query.buckets == 1, query.since == nil { return .range(range) }
    var rows: [Int32] = []
    for event in range {
      guard isInBucket(project.people[Int(project.users[event])].hash, query),
        let row = project.row(of: event, at: view.instant)
      else { continue }
      if let since = query.since {
        let isFinal = project.finalFrom[event] <= view.instant
        let changed = isFinal ? project.finalFrom[event] : project.visibleFrom[event]
        guard changed >= since else { continue }
      }
      rows.append(row)
    }
    return .list(rows)
  }

  private func rows(_ query: SandboxQuery, of table: ProjectView.Table) -> RowSelection {
    guard query.buckets > 1 || query.from != nil || query.to != nil || query.since != nil else {
      return .range(0..<table.rows.count)
    }
    var rows: [Int32] = []
    for row in 0..<table.rows.count {
      if !table.hashes.isEmpty, !isInBucket(table.hashes[row], query) { continue }
      if !table.times.isEmpty {
        if let from = query.from, table.times[row] < from { continue }
        if let to = query.to, table.times[row] >= to { continue }
      }
      if let since = query.since, !table.changes.isEmpty, table.changes[row] < since { continue }
      rows.append(Int32(row))
    }
    return .list(rows)
  }

  /// Matching rows × hours of the range, rounded up, at least one.
  private func cost(of query: SandboxQuery, rows: Int) -> Int {
    let first = project.times.first ?? 0
    let end = (project.times.last ?? 0) + 1
    let length = max(0, min(query.to ?? end, end) - max(query.from ?? first, first))
    let hours = max(1, (length + 3_599_999_999) / 3_600_000_000)
    return rows.multipliedReportingOverflow(by: Int(hours)).partialValue
  }

  // MARK: Writing

  func answer(_ page: Page, query: SandboxQuery, origin: String, shownNow: Timestamp) -> SandboxAnswer {
    var body = ByteBuffer()
    body.writeString("{\"rows\":[")
    page.rows.write(page.shown, of: page.table, backwards: page.isBackwards, to: &body)
    let end = min(page.start + query.limit, page.rows.count)
    let hasMore = end < page.rows.count && !page.isPartial
    let next = PageCursor(offset: end, instant: page.instant, given: options.clock.elapsed.microseconds)
    let cursor = hasMore ? (page.isStuck ? query.cursor : next.text(for: query.text)) : nil
    body.writeString("],\"paging\":{\"style\":\"\(query.paging.rawValue)\"")
    switch query.paging {
    case .cursor: body.writeString(",\"next_cursor\":\(cursor.map(\.asJSON) ?? "null")")
    case .link: break
    case .page:
      let pages = (page.rows.count + query.limit - 1) / query.limit
      body.writeString(",\"page\":\(query.offset / query.limit + 1),\"pages\":\(pages)")
    case .offset: body.writeString(",\"offset\":\(query.offset)")
    }
    let settled = shownNow.microseconds - options.lateness.delay.microseconds
    body.writeString(
      """
      ,"has_more":\(hasMore)},"total":\(page.rows.count),"partial":\(page.isPartial)\
      ,"settled_until":"\(Timestamp(microseconds: settled).iso8601)","now":"\(shownNow.iso8601)"}
      """)
    var answer = SandboxAnswer(status: 200, body: body)
    if query.paging == .link, let cursor {
      answer.headers.append(("Link", "<\(origin)\(query.link(cursor: cursor))>; rel=\"next\""))
    }
    return answer
  }
}
