import EventModel
@testable import SegmentStore
import TestSupport
import Testing

@Suite struct SnapshotLayoutTests {
  @Test(arguments: 1...20) func `the parts of a snapshot are all of its bytes`(seed: UInt64) throws {
    let disk = SimulatedFileSystem()
    let store = try Store(openingOrCreating: "/store", fileSystem: disk)
    var sizes: [Int] = []
    var rows: [SampleRow] = []
    for number in 0..<2 {
      let commit = try SnapshotCommit(store: store)
      let path = commit.nextSegmentPath()
      let sample = SampleSegment.random(seed: seed * 2 + UInt64(number), groupSizes: [60, 9])
      try sample.write(to: store.path + "/" + path, fileSystem: disk)
      rows += sample.rows
      sizes.append(try disk.size(of: store.path + "/" + path))
      try commit.add(path: path, footer: SegmentFile(path: store.path + "/" + path, fileSystem: disk).footer)
      try commit.commit(.ingest, at: Timestamp(microseconds: 1))
    }
    let layout = try #require(
      try SnapshotLayout.read(Snapshot(store: store), threads: 2, isCancelled: { false }))
    let parts =
      [layout.userIDs, layout.userCounts, layout.times, layout.directories, layout.footers]
      + layout.events.values + layout.columns.values
    #expect(parts.reduce(0) { $0 + $1.stored } == sizes.reduce(0, +))
    #expect(layout.files.map(\.bytes) == sizes)
    #expect(layout.times.rows == rows.count && layout.times.blocks == 4)
    #expect(
      layout.events.mapValues(\.rows)
        == rows.reduce(into: [:]) { counts, row in counts[row.event, default: 0] += 1 })
    for (column, part) in layout.columns {
      let name = column.kind == .property ? column.name : "\(column.kind)"
      #expect(part.rows == rows.count { $0.values[name] != nil })
      // The names are what a whole decoding of the chunk finds, too.
      #expect(part.encodings.values.reduce(0, +) == part.blocks && part.raw >= part.blocks)
    }
    #expect(try SnapshotLayout.read(Snapshot(store: store), threads: 2, isCancelled: { true }) == nil)
  }
}
