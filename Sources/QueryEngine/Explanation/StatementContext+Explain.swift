import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

extension StatementContext {
  /// Tells what a statement reads, and with `analyze` runs it and tells where the time went.
  func run(_ explain: ExplainStatement) throws -> QueryResult {
    let recorder = ReadRecorder(runs: explain.analyzes)
    let times = explain.analyzes ? PartTimes() : nil
    let inner = StatementContext(
      engine: engine, statement: explain.statement, progress: progress, recorder: recorder, times: times,
      isCancelled: isCancelled)
    let start = PartTimes.now()
    var answer: QueryResult?
    do {
      answer = try inner.answer()
    } catch is ReadRecorder.Settled {
      // All that is to be known is taken down.
    }
    let elapsed = Double(PartTimes.now() - start) / 1e9
    var explanation = try self.explanation(of: explain.statement, recorder.reads)
    if let times, let answer {
      explanation.measured = Explanation.Measured(
        eventsRead: answer.stats.eventsRead, bytesRead: answer.stats.bytesRead, scans: recorder.reads.scans,
        elapsed: elapsed, threads: engine.threads,
        parts: [
          .init(name: "scan", seconds: times.scan), .init(name: "decode", seconds: times.decode),
          .init(name: "match", seconds: times.match),
          .init(name: "merge", seconds: times.merge(ofElapsed: elapsed)),
        ])
    }
    return result(
      .explanation(explanation), stream: BoundStream(zone: engine.zone), warnings: answer?.warnings ?? [],
      totals: UnitScan.Totals(
        eventsRead: answer?.stats.eventsRead ?? 0, bytesRead: answer?.stats.bytesRead ?? 0),
      units: answer?.stats.units ?? 0)
  }

  // MARK: What is read

  /// Sums over the directories of all row groups.
  private struct Sums {
    var events: [Int: (rows: Int, groups: Int, bytes: Int)] = [:]
    var columns: [Int: (groups: Int, bytes: Int)] = [:]
    var directories = 0
    var users = 0
    var times = 0
    var prunedGroups = 0
    var prunedRows = 0
  }

  private func explanation(of statement: Statement, _ reads: ReadRecorder.Reads) throws -> Explanation {
    let snapshot = engine.snapshot
    var explanation = Explanation(
      statement: Printer.print(statement), filesInSnapshot: snapshot.manifest.allFiles.count,
      bytesInSnapshot: snapshot.manifest.allFiles.reduce(0) { $0 + $1.bytes })
    guard reads.scans > 0 else { return explanation }
    // Whoever unites rows reads all of them.
    let readsAll = catalog.labels != nil || reads.takesAnyEvent || statement.readsWholeSequences
    let columns = withAccounts(reads.columns.union(unitingColumns))
    let events = readsAll ? Set(catalog.events.indices) : reads.events
    var sums = Sums()
    var files: [Int: Explanation.File] = [:]
    let codec = ZstdCodec()
    for unit in engine.units {
      switch unit {
      case .group(let file, let index):
        explanation.directGroups += 1
        let group = try RowGroup(file: snapshot.files[file], index: index, codec: codec)
        add(
          group, file: file, events: events, columns: columns, isMerged: false, to: &sums)
        note(group, file: file, in: &files)
      case .range(_, let rows):
        explanation.mergedUnits += 1
        explanation.mergedRows += rows
      }
    }
    for (file, index) in mergedGroups() {
      let group = try RowGroup(file: snapshot.files[file], index: index, codec: codec)
      // Putting users together takes all events and times, and the columns the statement declares.
      add(
        group, file: file, events: Set(catalog.events.indices), columns: columns, isMerged: true, to: &sums)
      note(group, file: file, in: &files)
      explanation.mergedGroups += 1
    }
    try addTables(columns, to: &sums)
    explanation.files = files.sorted { $0.key < $1.key }.map(\.value)
    explanation.events = events.sorted().compactMap { event in
      sums.events[event].map {
        .init(name: catalog.events[event].name, rows: $0.rows, groups: $0.groups, bytes: $0.bytes)
      }
    }
    explanation.columns = columns.sorted().compactMap { column in
      sums.columns[column].map { .init(name: name(ofColumn: column), groups: $0.groups, bytes: $0.bytes) }
    }
    explanation.readsWholeSequences = readsAll
    explanation.directoryBytes = sums.directories
    explanation.userBytes = sums.users
    explanation.timeBytes = sums.times
    explanation.prunedGroups = sums.prunedGroups
    explanation.prunedRows = sums.prunedRows
    let others = sums.events.filter { !events.contains($0.key) }.reduce(0) { $0 + $1.value.bytes }
    explanation.bytes =
      sums.users + sums.times + others + explanation.events.reduce(0) { $0 + $1.bytes }
      + explanation.columns.reduce(0) { $0 + $1.bytes }
    return explanation
  }

  private func add(
    _ group: RowGroup, file: Int, events: Set<Int>, columns: Set<Int>, isMerged: Bool, to sums: inout Sums
  ) {
    let directory = group.directory
    sums.directories += group.file.footer.groups[group.index].directory.storedLength
    sums.users += directory.userCounts.storedLength + (isMerged ? directory.userIDs.storedLength : 0)
    var hasEvent = events.isEmpty
    for event in directory.events {
      let number = Int(catalog.eventNumbers[file][Int(event.code)])
      guard events.contains(number) else { continue }
      hasEvent = true
      let sum = sums.events[number] ?? (0, 0, 0)
      sums.events[number] = (
        sum.rows + event.rows, sum.groups + 1, sum.bytes + event.postings.storedLength
      )
    }
    guard hasEvent else {
      // None of the events occurs: nothing of the group but its directory and user counts is touched.
      sums.prunedGroups += 1
      sums.prunedRows += directory.rows
      return
    }
    sums.times += directory.times.storedLength
    for column in directory.columns {
      let number = Int(catalog.columnNumbers[file][Int(column.code)])
      guard columns.contains(number) else { continue }
      let sum = sums.columns[number] ?? (0, 0)
      sums.columns[number] = (sum.groups + 1, sum.bytes + column.chunk.storedLength)
    }
  }

  /// What tells which rows are one event with several labels.
  private var unitingColumns: [Int] {
    catalog.labels == nil
      ? [] : [catalog.number(of: .eventID), catalog.number(of: .source)].compactMap { $0 }
  }

  /// A property of accounts is found through the property that names the account.
  private func withAccounts(_ columns: Set<Int>) -> Set<Int> {
    guard let account = catalog.accountColumn,
      columns.contains(where: { catalog.columns[$0].kind == .accountProperty })
    else { return columns }
    return columns.union([account])
  }

  /// Adds what of the tables' files is read for `columns`.
  private func addTables(_ columns: Set<Int>, to sums: inout Sums) throws {
    let codec = ZstdCodec()
    for table in PropertyTable.allCases {
      guard let files = engine.snapshot.tables[table],
        columns.contains(where: { catalog.columns[$0].kind == table.propertyKind })
      else { continue }
      for file in files.files {
        for index in file.footer.groups.indices {
          let directory = try RowGroup(file: file, index: index, codec: codec).directory
          sums.directories += file.footer.groups[index].directory.storedLength
          sums.users += directory.userCounts.storedLength + directory.userIDs.storedLength
          sums.times += directory.times.storedLength
          for column in directory.columns {
            guard let number = catalog.number(of: file.footer.columns[Int(column.code)]),
              columns.contains(number)
            else { continue }
            let sum = sums.columns[number] ?? (0, 0)
            sums.columns[number] = (sum.groups + 1, sum.bytes + column.chunk.storedLength)
          }
        }
      }
    }
  }

  private func note(_ group: RowGroup, file: Int, in files: inout [Int: Explanation.File]) {
    let entry = engine.snapshot.manifest.files[file]
    var described = files[file] ?? .init(name: entry.path, rows: 0, groups: 0, bytes: entry.bytes)
    described.rows += group.directory.rows
    described.groups += 1
    files[file] = described
  }

  /// The row groups that share users with others, which no unit names one by one.
  private func mergedGroups() -> [(file: Int, index: Int)] {
    var direct: Set<[Int]> = []
    for case .group(let file, let index) in engine.units { direct.insert([file, index]) }
    return engine.snapshot.files.enumerated().flatMap { file, segment in
      segment.footer.groups.indices.filter { !direct.contains([file, $0]) }.map { (file, $0) }
    }
  }

  private func name(ofColumn number: Int) -> String {
    catalog.propertyName(ofColumn: number) ?? "(\(catalog.columns[number].kind))"
  }
}

extension Statement {
  /// Whether every event of a unit is read, whatever the steps name.
  fileprivate var readsWholeSequences: Bool {
    switch self {
    case .journeys, .transitions, .steps, .match, .frequent, .attribution, .correlate, .timeline: true
    default: false
    }
  }
}
