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
    switch random.number(below: known ? 13 : 1) {
    case 0...4: try ingest()
    case 10...12: try ingestTable()
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
    if random.chance(20) { properties["user.t"] = random.pick([.string("free"), .string("pro")]) }
    if random.chance(10) { properties["rare\(random.number(below: 3))"] = .boolean(true) }
    let hasID = source == "a" && random.chance(80)
    return ModelEvent(
      user: "", rawID: "r\(random.number(below: 7))", source: source,
      eventID: hasID ? "e\(random.number(below: 15))" : nil,
      name: random.pick(["view", "cart", "buy", "view"]),
      time: 1_767_571_200_000_000 + Int64(random.number(below: 8)) * 60_000_000, properties: properties)
  }

  /// Rows of users or accounts, sometimes some that are there already, sometimes in place of all.
  mutating func ingestTable() throws {
    let source = random.pick(Self.sources)
    let table: PropertyTable = random.chance(60) ? .users : .accounts
    let replaces = random.chance(25)
    var rows = (0..<(1 + random.number(below: 6))).map { _ in tableRow(table, source) }
    let old = model.tableRows.filter { $0.table == table && $0.source == source }
    if !old.isEmpty, random.chance(40) { rows.append(random.pick(old)) }
    history.append("\(replaces ? "replace" : "add to") \(table) of \(source): \(rows.map(\.text))")
    model.ingest(rows, replaces: replaces)
    inputs += 1
    let name = "input \(inputs)"
    var options = IngestOptions(
      source: source, memoryBudget: random.chance(40) ? 100 : IngestOptions.defaultMemoryBudget,
      threads: 1 + random.number(below: 2))
    options.accountProperty = Self.accountProperty
    if replaces { options.replacedTables = [table] }
    let report = try Ingest(into: store, options: options).run([
      IngestInput(
        name: name, knownDigest: nil, source: ListedEventSource(rows.map(\.listed), batchRows: 3),
        table: table,
        content: { (digest: name, bytes: 0) })
    ])
    guard report.rowsRead == report.rowsStored + report.rowsDropped, report.events == 0,
      report.rowsRead == rows.count
    else { throw Disagreement(what: "\(report)", expected: "rows that add up", history: history) }
  }

  /// Only rows of one key and source share a time, so that whose rows come first in a merged user does not matter.
  private mutating func tableRow(_ table: PropertyTable, _ source: String) -> ModelTableRow {
    let number = random.number(below: table == .users ? 7 : 3)
    let key = table == .users ? "r\(number)" : ["x", "y", "1"][number]
    let offset = Int64(number) * 1_000_000 + (source == "a" ? 100_000 : 200_000)
    var properties: [String: PropertyValue] = [:]
    if random.chance(70) { properties["t"] = random.pick([.string("pro"), .string("free"), .integer(7)]) }
    if random.chance(40) { properties["q"] = .integer(Int64(random.number(below: 3))) }
    return ModelTableRow(
      table: table, key: key, rawKey: key, source: source,
      time: 1_767_571_200_000_000 + Int64(random.number(below: 8)) * 60_000_000 + offset,
      properties: properties)
  }

  /// The events' property that names accounts.
  static let accountProperty = "p"

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
      guard merge.table == nil else {
        _ = try compaction.runOnce()
        continue
      }
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
      let found = try (StoredRows.all(in: snapshot) + StoredRows.all(in: snapshot, of: .users)).filter {
        row in
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
    for table in PropertyTable.allCases {
      let rows = try StoredRows.all(in: snapshot, of: table)
      guard rows == model.sequences(of: table) else {
        throw Disagreement(what: "\(rows)", expected: "\(model.sequences(of: table))", history: history)
      }
    }
    guard snapshot.rows == model.events.count,
      store.living(of: snapshot.manifest, newest: snapshot.manifest).rows == model.events.count
    else {
      throw Disagreement(what: "\(snapshot.rows) events", expected: "\(model.events.count)", history: history)
    }
    guard !model.events.isEmpty else { return }
    let fresh = try freshStore()
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

  /// A store that got the final events at once, each with what its user is like in the end, and tables of final values.
  private func freshStore() throws -> StoredLog {
    let users = Set(model.events.map(\.user))
    let strangers = model.tableRows.filter { $0.table == .users && !users.contains($0.key) }.map { row in
      var row = row
      row.rawKey = row.key
      return row
    }
    // Names that only users without events have are known all the same.
    let names = Set(model.tableRows.filter { $0.table == .users }.flatMap(\.properties.keys)).sorted()
    let nobody = ModelTableRow(
      table: .users, key: "nobody", rawKey: "nobody", source: "", time: 0,
      properties: Dictionary(uniqueKeysWithValues: names.map { ($0, .boolean(true)) }))
    let accounts = Set(model.tableRows.filter { $0.table == .accounts }.map(\.key)).sorted().map { account in
      ModelTableRow(
        table: .accounts, key: account, rawKey: account, source: "", time: 0,
        properties: model.properties(ofAccount: account))
    }
    return try StoredLog(
      sourced: model.events.map(\.naive),
      more: { event in
        model.properties(ofUser: event.user).sorted { $0.key < $1.key }.map {
          (.userProperty($0.key), $0.value)
        }
      },
      tables: [.users: (strangers + [nobody]).map(\.listed), .accounts: accounts.map(\.listed)],
      accountProperty: try store.manifest().accountProperty)
  }

  static let statements = [
    "funnel any by user.t", "funnel view -> buy where user.q >= 1 by t", "funnel any by account.t",
    "funnel any where account.q is null by user.q", "journeys where account.t = 'pro'",
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
  static func all(in snapshot: Snapshot, of table: PropertyTable? = nil) throws -> [String] {
    let part = table.map { snapshot.tables[$0] ?? .init() }
    let files = part?.files ?? snapshot.files
    var names: [String] = []
    var columns: [EventColumn] = []
    for file in files {
      for event in file.footer.eventNames where !names.contains(event.name) { names.append(event.name) }
      for column in file.footer.columns where !columns.contains(column) { columns.append(column) }
    }
    let merger = RangeMerger(
      files: files, masks: part?.masks ?? snapshot.masks,
      translations: files.map { file in
        RangeMerger.Translation(
          events: file.footer.eventNames.map { event in
            names.firstIndex(of: event.name).map { UInt32($0) } ?? .max
          },
          columns: file.footer.columns.map { column in columns.firstIndex(of: column).map { UInt32($0) } })
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
              name: names[Int(contents.events[row])],
              time: contents.times[row], properties: [:])
            for (number, chunk) in contents.columns {
              guard let value = chunk.value(ofRow: row) else { continue }
              let column = columns[Int(number)]
              switch (column.kind, value) {
              case (.rawUser, .string(let text)): event.rawID = text
              case (.source, .string(let text)): event.source = text
              case (.eventID, .string(let text)): event.eventID = text
              case (.userProperty, _) where table == nil: event.properties["user." + column.name] = value
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
    var values = properties.sorted { $0.key < $1.key }.map { name, value in
      name.hasPrefix("user.")
        ? (EventColumn.userProperty(String(name.dropFirst("user.".count))), value) : (.property(name), value)
    }
    if let eventID { values.append((.eventID, .string(eventID))) }
    return ListedEvent(user: rawID, name: name, time: Timestamp(microseconds: time), values: values)
  }
}
