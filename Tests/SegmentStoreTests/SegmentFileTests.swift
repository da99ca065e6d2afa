import EventModel
@testable import SegmentStore
import TestSupport
import Testing

@Suite struct SegmentFileTests {
  private let directory = TemporaryDirectory()

  @Test(arguments: 0..<25) func `a file gives back the rows it was written from`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let sizes = (0..<Int.random(in: 1...4, using: &random)).map { _ in Int.random(in: 1...700, using: &random)
    }
    let sample = SampleSegment.random(seed: seed, groupSizes: sizes)
    let path = directory.path + "/a.sjn"
    try sample.write(to: path)
    let file = try SegmentFile(path: path)
    #expect(try SampleRow.all(in: file) == sample.rows, "seed \(seed)")

    let footer = file.footer
    #expect(footer.rows == sample.rows.count && footer.groups.map(\.rows) == sample.groups.map(\.count))
    #expect(footer.users == Set(sample.rows.map(\.user)).count)
    #expect(footer.firstTime.microseconds == sample.rows.map(\.time).min())
    #expect(footer.lastTime.microseconds == sample.rows.map(\.time).max())
    for event in footer.eventNames {
      let rows = sample.rows.filter { $0.event == event.name }
      #expect(event.rows == rows.count && event.users == Set(rows.map(\.user)).count, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>) func `what was let go of is read again as it was`(seed: UInt64)
    throws
  {
    let sample = SampleSegment.random(seed: seed, groupSizes: [400, 1, 700, 300])
    let path = directory.path + "/a.sjn"
    try sample.write(to: path)
    let file = try SegmentFile(path: path)
    let ends = file.footer.groups.map { Int($0.directory.offset) + $0.directory.storedLength }
    #expect(file.release(groupsUpTo: file.footer.groups[0].lastHash &- 1) == 0)
    for (index, group) in file.footer.groups.enumerated() {
      #expect(file.release(groupsUpTo: group.lastHash) == ends[index], "seed \(seed)")
      #expect(try SampleRow.all(in: file) == sample.rows, "seed \(seed)")
      #expect(file.release(groupsUpTo: group.lastHash) == ends[index], "seed \(seed)")
    }
  }

  @Test func `a scan lets go of its files again and again and reads on as before`() throws {
    let sample = SampleSegment.random(seed: 3, groupSizes: [400, 1, 700, 300])
    let path = directory.path + "/a.sjn"
    try sample.write(to: path)
    let file = try SegmentFile(path: path)
    let sizes = file.footer.groups.indices.map { file.byteCount(ofGroup: $0) }
    #expect(sizes.allSatisfy { $0 > 0 } && sizes.reduce(0, +) < file.byteCount)
    #expect(MappedPages([file], limit: file.byteCount) == nil)
    let pages = try #require(MappedPages([file, file], limit: sizes[0]))
    for size in sizes {
      pages.pass(size)
      #expect(try SampleRow.all(in: file) == sample.rows)
    }
  }

  @Test func `parts of a group are read by themselves`() throws {
    let sample = SampleSegment.random(seed: 7, groupSizes: [300])
    let path = directory.path + "/a.sjn"
    try sample.write(to: path)
    let file = try SegmentFile(path: path)
    let group = try RowGroup(file: file, index: 0, codec: ZstdCodec())
    for (code, name) in sample.eventNames.enumerated() {
      let rows = sample.rows.indices.filter { sample.rows[$0].event == name }.map { UInt32($0) }
      #expect(try group.postings(ofEvent: UInt32(code)) == rows)
      #expect(group.directory.event(UInt32(code))?.rows == rows.count)
    }
    #expect(try group.postings(ofEvent: 99).isEmpty)
    let times = try group.times()
    #expect(sample.rows.indices.map { times[$0] } == sample.rows.map(\.time))
    #expect(try group.column(99) == nil)
    let hashes = try group.userHashes()
    #expect(hashes == hashes.sorted() && hashes.count == group.directory.users)
  }

  @Test func `a user with more rows than a group wants makes one larger group`() throws {
    let rows = SegmentLimits.rowGroupTarget + 1_000
    var group = RowGroupRows()
    group.beginUser(hash: [].withUnsafeBytes { Checksum.xxh3($0) }, id: [])
    for row in 0..<rows {
      group.appendRow(event: UInt32(row % 7 == 0 ? 1 : 0), time: Int64(row) * 1_000)
      if row % 3 == 0 { group.appendValue(column: 0, type: .integer, payload: UInt64(row % 1000)) }
    }
    let path = directory.path + "/big.sjn"
    let writer = try SegmentWriter(path: path, threads: 2)
    try writer.append(group, texts: TextList(), eventCount: 2)
    _ = try writer.finish(eventNames: ["a", "b"], columns: [.property("n")])

    let file = try SegmentFile(path: path)
    #expect(file.footer.groups.count == 1 && file.footer.users == 1)
    let contents = try RowGroupContents(RowGroup(file: file, index: 0, codec: ZstdCodec()))
    #expect(contents.events == (0..<rows).map { $0 % 7 == 0 ? 1 : 0 })
    #expect(contents.times == (0..<rows).map { Int64($0) * 1_000 })
    #expect(contents.userEnds == [UInt32(rows)])
    let chunk = try #require(contents.columns[0])
    #expect(
      (0..<rows).allSatisfy { row in
        chunk.value(ofRow: row) == (row % 3 == 0 ? .integer(Int64(row % 1000)) : nil)
      })
  }

  @Test func `the second value of a row for one column is ignored`() throws {
    var group = RowGroupRows()
    group.beginUser(hash: [1].withUnsafeBytes { Checksum.xxh3($0) }, id: [1])
    group.appendRow(event: 0, time: 0)
    group.appendValue(column: 2, type: .integer, payload: 5)
    group.appendValue(column: 2, type: .boolean, payload: 1)
    #expect(group.columns[2].values.map(\.payload) == [5])
    #expect(group.columns[0].values.isEmpty && group.columns[1].values.isEmpty)
  }

  @Test func `groups come in the order of the tasks, whichever thread is done first`() throws {
    let paths = [1, 2, 5].map { threads in (threads, directory.path + "/\(threads).sjn") }
    for (threads, path) in paths {
      let writer = try SegmentWriter(path: path, threads: threads)
      let ids = (0..<40).map { [UInt8($0)] }.sorted {
        $0.withUnsafeBytes { Checksum.xxh3($0) } < $1.withUnsafeBytes { Checksum.xxh3($0) }
      }
      try writer.append(tasks: 20, eventCount: 1) { task, group, sink in
        for id in ids[task * 2..<task * 2 + 2] {
          group.removeAll()
          group.beginUser(hash: id.withUnsafeBytes { Checksum.xxh3($0) }, id: id)
          // Early tasks have more to do.
          for row in 0..<(20 - task) * 200 { group.appendRow(event: 0, time: Int64(row)) }
          try sink(group, TextList())
        }
        group.removeAll()
        try sink(group, TextList())
      }
      _ = try writer.finish(eventNames: ["e"], columns: [])
      #expect(try SegmentFile(path: path).footer.groups.count == 40)
    }
    let contents = paths.map { TemporaryDirectory.contents($0.1) }
    #expect(contents[0] == contents[1] && contents[0] == contents[2])
  }

  @Test func `the error of the lowest task is thrown, and cancelling leaves nothing`() throws {
    struct Failure: Error, Equatable { var task: Int }
    let path = directory.path + "/failed.sjn"
    let writer = try SegmentWriter(path: path, threads: 4)
    #expect(throws: Failure(task: 2)) {
      try writer.append(tasks: 8, eventCount: 1) { task, _, _ in
        if task >= 2 { throw Failure(task: task) }
      }
    }
    writer.cancel()
    #expect(TemporaryDirectory.names(in: directory.path).isEmpty)
  }

  @Test func `limits are errors that name them`() throws {
    let writer = try SegmentWriter(path: directory.path + "/a.sjn", threads: 1)
    let names = [String](repeating: "", count: SegmentLimits.eventNames + 1)
    #expect(
      throws: StoreError.limitReached(
        limit: "event names per file", value: names.count, allowed: SegmentLimits.eventNames)
    ) { try writer.finish(eventNames: names, columns: []) }
    let columns = [EventColumn](repeating: .source, count: SegmentLimits.columns + 1)
    #expect(
      throws: StoreError.limitReached(
        limit: "columns per file", value: columns.count, allowed: SegmentLimits.columns)
    ) { try writer.finish(eventNames: [], columns: columns) }
    let long = String(repeating: "x", count: SegmentLimits.textBytes + 1)
    #expect(
      throws: StoreError.limitReached(
        limit: "bytes of one name", value: long.utf8.count, allowed: SegmentLimits.textBytes)
    ) { try writer.finish(eventNames: [long], columns: []) }
  }

  @Test func `a file of no rows is a file`() throws {
    let path = directory.path + "/empty.sjn"
    _ = try SegmentWriter(path: path, threads: 1).finish(eventNames: [], columns: [])
    let file = try SegmentFile(path: path)
    #expect(file.footer.rows == 0 && file.footer.groups.isEmpty)
  }
}
