import EventModel
import NaiveEvaluator
import SegmentStore

/// What a store holds after ingests, changes of the identity map, forgetting and compaction: an array and plain loops.
struct StoreModel {
  /// In order of ingestion.
  private(set) var events: [ModelEvent] = []
  private(set) var links: [Link] = []
  /// In order of ingestion.
  var tableRows: [ModelTableRow] = []
  private var files = 0

  struct Link: Equatable {
    var rawID: String
    var userID: String
    var source: String?
  }

  /// The sequences of all users by user, then time, then order of ingestion.
  var sequences: [String] {
    events.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.user != b.user { return a.user.utf8.lexicographicallyPrecedes(b.user.utf8) }
      return (a.time, left.offset) < (b.time, right.offset)
    }.map(\.element.text)
  }

  mutating func ingest(_ batch: [ModelEvent], dropsEqualRows: Bool) {
    files += 1
    for event in batch {
      var event = event
      event.user = owner(of: event.rawID, source: event.source)
      event.file = files
      append(event, dropsEqualRows: dropsEqualRows)
    }
  }

  private mutating func append(_ event: ModelEvent, dropsEqualRows: Bool) {
    if let other = events.firstIndex(where: { event.isSameEvent($0) }) {
      if events[other].isAlike(event) {
        return
      }
      events.remove(at: other)
    } else if dropsEqualRows, event.eventID == nil, events.contains(where: { $0.isAlike(event) }) {
      return
    }
    events.append(event)
  }

  mutating func replaceLinks(_ new: [Link]) {
    links = []
    addLinks(new)
  }

  /// Of several links of a list for one id, that to the smallest user counts; those of a later list win.
  mutating func addLinks(_ new: [Link]) {
    for link in new where link.rawID != link.userID {
      let rivals = new.filter {
        $0.rawID == link.rawID && $0.source == link.source && $0.rawID != $0.userID
      }
      guard rivals.allSatisfy({ !$0.userID.utf8.lexicographicallyPrecedes(link.userID.utf8) }) else {
        continue
      }
      links.removeAll { $0.rawID == link.rawID && $0.source == link.source }
      links.append(link)
    }
    resolve()
  }

  /// Gives every event the user its raw id stands for; users that change are laid anew.
  private mutating func resolve() {
    for index in tableRows.indices where tableRows[index].table == .users {
      tableRows[index].key = owner(of: tableRows[index].rawKey, source: tableRows[index].source)
    }
    var affected: Set<String> = []
    for event in events {
      let owner = owner(of: event.rawID, source: event.source)
      if owner != event.user { affected.formUnion([owner, event.user]) }
    }
    guard !affected.isEmpty else { return }
    files += 1
    let moved = events.enumerated().filter { affected.contains($0.element.user) }.sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.file != b.file { return a.file < b.file }
      if a.userHash != b.userHash { return a.userHash < b.userHash }
      return (a.time, left.offset) < (b.time, right.offset)
    }.map(\.element)
    events.removeAll { affected.contains($0.user) }
    for event in moved {
      var event = event
      event.user = owner(of: event.rawID, source: event.source)
      event.file = files
      append(event, dropsEqualRows: false)
    }
  }

  /// Follows links one by one; a ring becomes its smallest id.
  func owner(of rawID: String, source: String) -> String {
    var path = [rawID]
    while true {
      let current = path[path.count - 1]
      let link =
        links.first { $0.rawID == current && $0.source == source }
        ?? links.first { $0.rawID == current && $0.source == nil }
      guard let next = link?.userID else { return current }
      if let start = path.firstIndex(of: next) {
        return path[start...].min { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? current
      }
      path.append(next)
    }
  }

  mutating func forget(_ users: Set<String>, sources: [String]) {
    var people = users
    for user in users {
      for source in sources + ["(none)"] { people.insert(owner(of: user, source: source)) }
    }
    var everyID = people
    for link in links {
      for id in [link.rawID, link.userID] {
        for source in sources + ["(none)"] where people.contains(owner(of: id, source: source)) {
          everyID.insert(id)
        }
      }
    }
    events.removeAll { everyID.contains($0.user) || everyID.contains($0.rawID) }
    tableRows.removeAll { $0.table == .users && (everyID.contains($0.key) || everyID.contains($0.rawKey)) }
    links.removeAll { everyID.contains($0.rawID) || everyID.contains($0.userID) }
  }

  /// Files from `first` up to `last` become one.
  mutating func merge(files range: Set<Int>) {
    guard let last = range.max() else { return }
    for index in events.indices where range.contains(events[index].file) { events[index].file = last }
  }
}
