import EventModel
import Glibc
import Ingestion
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport

/// A store and the plain model of it, which every step changes alike.
struct ModelledStore {
  let temporary: TemporaryStore
  private(set) var model = StoreModel()
  private(set) var random: SplitMix64
  private var inputs = 0
  private var clock: Int64 = 1_767_571_200_000_000
  /// What was done, for messages.
  private(set) var history: [String] = []
  static let sources = ["a", "b"]

  var store: Store { temporary.store }

  init(seed: UInt64) throws {
    temporary = try TemporaryStore()
    random = SplitMix64(seed: seed)
  }

  /// One step of any kind.
  mutating func step() throws {
    let known = try !store.snapshotNumbers().isEmpty
    switch random.number(below: known ? 10 : 1) {
    case 0...4: try ingest()
    case 5, 6: try identify()
    case 7: try forget()
    default: try compact()
    }
  }

  // MARK: Steps

  mutating func ingest() throws {
    let source = random.pick(Self.sources)
    let dropsEqualRows = random.chance(30)
    var batch: [ModelEvent] = []
    for _ in 0..<(1 + random.number(below: 12)) { batch.append(event(source)) }
    // Parts of what is there come again, as exports overlap.
    if random.chance(50) {
      let old = model.events.filter { $0.source == source }
      for _ in 0..<random.number(below: 6) where !old.isEmpty {
        var event = random.pick(old)
        if random.chance(30) { event.properties["p"] = .string("new") }
        if random.chance(20) { event.time += 60_000_000 }
        batch.insert(event, at: random.number(below: batch.count + 1))
      }
    }
    history.append(
      "ingest \(source)\(dropsEqualRows ? " dropping rows" : ""): "
        + batch.map {
          "\($0.rawID) \($0.eventID ?? "-") \($0.name) \($0.time % 10_000_000_000 / 1_000_000) \($0.properties)"
        }
        .joined(separator: "; "))
    // Splitting one batch over several ingests must not be told from one, nor must spilling.
    let cuts = random.chance(30) ? [0, batch.count / 2, batch.count] : [0, batch.count]
    for (start, end) in zip(cuts, cuts.dropFirst()) where start < end {
      let part = Array(batch[start..<end])
      inputs += 1
      let before = model.events.count
      model.ingest(part, dropsEqualRows: dropsEqualRows)
      var options = IngestOptions(
        source: source, memoryBudget: random.chance(40) ? 100 : IngestOptions.defaultMemoryBudget,
        threads: 1 + random.number(below: 2))
      options.dropsEqualRows = dropsEqualRows
      let name = "input \(inputs)"
      let report = try Ingest(into: store, options: options).run([
        IngestInput(
          name: name, knownDigest: nil,
          source: ListedEventSource(part.map(\.listed), batchRows: 1 + random.number(below: 5)),
          content: { (digest: name, bytes: 0) })
      ])
      let growth = model.events.count - before
      guard report.rowsRead == report.rowsStored + report.rowsDropped + report.rowsSuperseded,
        report.rowsStored - report.rowsReplaced == growth
      else { throw Disagreement(what: "\(report)", expected: "\(growth) more events", history: history) }
    }
  }

  private mutating func event(_ source: String) -> ModelEvent {
    clock += Int64(random.number(below: 3)) * 1_000_000
    var properties: [String: PropertyValue] = [:]
    if random.chance(60) { properties["p"] = random.pick([.string("x"), .string("y"), .integer(1)]) }
    if random.chance(10) { properties["rare\(random.number(below: 3))"] = .boolean(true) }
    let hasID = source == "a" && random.chance(80)
    return ModelEvent(
      user: "", rawID: "r\(random.number(below: 7))", source: source,
      eventID: hasID ? "e\(random.number(below: 15))" : nil,
      name: random.pick(["view", "cart", "buy", "view"]),
      time: 1_767_571_200_000_000 + Int64(random.number(below: 8)) * 60_000_000, properties: properties)
  }

  mutating func identify() throws {
    var links: [StoreModel.Link] = []
    for _ in 0..<random.number(below: 5) {
      let ids = (0..<7).map { "r\($0)" } + ["u1", "u2"]
      links.append(
        .init(
          rawID: random.pick(ids), userID: random.pick(ids),
          source: random.chance(25) ? random.pick(Self.sources) : nil))
    }
    let replaces = random.chance(50)
    history.append(
      "\(replaces ? "replace" : "add") links \(links.map { "\($0.rawID)→\($0.userID) \($0.source ?? "")" })")
    if replaces { model.replaceLinks(links) } else { model.addLinks(links) }
    let list = links.map {
      IdentityLink(rawID: Array($0.rawID.utf8), userID: Array($0.userID.utf8), source: $0.source)
    }
    _ = try IdentityUpdate(of: store, threads: 1).run(replaces ? .replace(list) : .add(list))
  }

  mutating func forget() throws {
    let users = Set(
      (0..<(1 + random.number(below: 2))).map { _ in
        random.pick((0..<7).map { "r\($0)" } + ["u1", "u2", "nobody"])
      })
    history.append("forget \(users.sorted())")
    model.forget(users, sources: Self.sources)
    _ = try Forgetting(in: store, version: "test").run(users.map { Array($0.utf8) })
    try checkOlderSnapshots(without: users)
  }

  mutating func compact() throws {
    let before = try answers()
    let extent: Compaction.Extent = random.chance(50) ? .all : .tiers
    history.append("compact \(extent)")
    let compaction = Compaction(of: store, extent: extent, threads: 1 + random.number(below: 2))
    // Ties among users that become one later stand in the order of files, which a merge makes one.
    while let merge = try compaction.plan().first {
      let manifest = try store.manifest()
      let ordered = Set(model.events.map(\.file)).sorted()
      guard ordered.count == manifest.files.count else {
        throw Disagreement(
          what: "\(manifest.files.count) files", expected: "\(ordered.count)", history: history)
      }
      model.merge(files: Set(ordered[merge.files]))
      _ = try compaction.runOnce()
    }
    let after = try answers()
    guard before == after else {
      throw Disagreement(
        what: StoredLog.firstDifference("\(after)", "\(before)"),
        expected: "the same answers after compaction",
        history: history)
    }
  }

  /// Nothing of forgotten users may be left in any snapshot.
  private func checkOlderSnapshots(without users: Set<String>) throws {
    for number in try store.snapshotNumbers() {
      let snapshot = try Snapshot(store: store, number: number)
      let found = try StoredRows.all(in: snapshot).filter { row in
        users.contains { row.hasPrefix("\($0)|") || row.contains("|\($0)|") }
      }
      guard found.isEmpty else {
        throw Disagreement(
          what: "snapshot \(number) has \(found)", expected: "nothing of \(users)", history: history)
      }
    }
  }

  // MARK: Checks

  /// Compares all rows with the model, and answers with those of a store that got the final events at once.
  func check() throws {
    let snapshot = try Snapshot(store: store)
    let rows = try StoredRows.all(in: snapshot)
    guard rows == model.sequences else {
      throw Disagreement(what: "\(rows)", expected: "\(model.sequences)", history: history)
    }
    guard snapshot.rows == model.events.count,
      store.living(of: snapshot.manifest, newest: snapshot.manifest).rows == model.events.count
    else {
      throw Disagreement(what: "\(snapshot.rows) events", expected: "\(model.events.count)", history: history)
    }
    guard !model.events.isEmpty else { return }
    let fresh = try StoredLog(sourced: model.events.map(\.naive))
    for statement in Self.statements {
      let (found, expected) = (try answer(statement, snapshot), try fresh.outcome(statement))
      guard found == expected else {
        throw Disagreement(
          what: statement + ": " + StoredLog.firstDifference(found, expected),
          expected: "what a fresh store says",
          history: history)
      }
    }
  }

  static let statements = [
    "show events", "show properties", "describe event view", "funnel view -> buy",
    "funnel view -> cart -> buy by p",
    "funnel any where rare0 = true", "funnel any where source = 'a'", "journeys",
    "journeys from view depth 4",
    "funnel view -> buy ties input-order every day", "funnel view -> buy where p = 'x' show units",
  ]

  private func answers() throws -> [String] {
    let snapshot = try Snapshot(store: store)
    return try Self.statements.map { try answer($0, snapshot) }
  }

  private func answer(_ text: String, _ snapshot: Snapshot) throws -> String {
    try StoredLog.outcome(text, on: QueryEngine(snapshot: snapshot, threads: 2))
  }
}

/// The store and its model say different things.
struct Disagreement: Error, CustomStringConvertible {
  var what: String
  var expected: String
  var history: [String]

  var description: String {
    "found \(what)\n instead of \(expected)\n after\n  " + history.joined(separator: "\n  ")
  }
}

/// All rows of a snapshot as texts, by user, then in stored order.
enum StoredRows {
  static func all(in snapshot: Snapshot) throws -> [String] {
    let catalog = SnapshotCatalog(snapshot)
    let merger = RangeMerger(
      files: snapshot.files, masks: snapshot.masks,
      translations: snapshot.files.map { file in
        RangeMerger.Translation(
          events: file.footer.eventNames.map { name in
            catalog.event(named: name.name).map { UInt32($0) } ?? .max
          },
          columns: file.footer.columns.map { column in catalog.number(of: column).map { UInt32($0) } })
      })
    let contents = try merger.contents(of: .all)
    var rows: [(user: String, texts: [String])] = []
    for user in 0..<contents.userCount {
      let id = contents.userIDs.text(at: user)
      rows.append(
        (
          id,
          contents.rows(ofUser: user).map { row in
            var event = ModelEvent(
              user: id, rawID: id, source: "", eventID: nil,
              name: catalog.events[Int(contents.events[row])].name,
              time: contents.times[row], properties: [:])
            for (number, chunk) in contents.columns {
              guard let value = chunk.value(ofRow: row) else { continue }
              let column = catalog.columns[Int(number)]
              switch (column.kind, value) {
              case (.rawUser, .string(let text)): event.rawID = text
              case (.source, .string(let text)): event.source = text
              case (.eventID, .string(let text)): event.eventID = text
              default: event.properties[column.name] = value
              }
            }
            return event.text
          }
        ))
    }
    return rows.sorted { $0.user.utf8.lexicographicallyPrecedes($1.user.utf8) }.flatMap(\.texts)
  }
}

extension ModelEvent {
  var listed: ListedEvent {
    var values = properties.sorted { $0.key < $1.key }.map { (EventColumn.property($0.key), $0.value) }
    if let eventID { values.append((.eventID, .string(eventID))) }
    return ListedEvent(user: rawID, name: name, time: Timestamp(microseconds: time), values: values)
  }
}
