import EventModel
import Ingestion
import SegmentStore

/// Times opening a store of many small segment files, as frequent ingests leave it.
struct OpeningBenchmark {
  let options: BenchmarkOptions
  let files: Int

  private static let eventsPerFile = 100

  /// Makes the store beside that of the other stages, and opens its newest snapshot.
  func run() throws -> String {
    let store = try Store(openingOrCreating: options.store + "-files")
    for number in 0..<files {
      let name = "file \(number)"
      _ = try Ingest(into: store, options: IngestOptions(source: "benchmark", threads: 1)).run([
        IngestInput(
          name: name, knownDigest: nil, source: SmallSource(number: number, count: Self.eventsPerFile),
          content: { (digest: name, bytes: 0) })
      ])
    }
    var rows = 0
    let timing = try Timing(runs: options.runs) { rows = try Snapshot(store: store).rows }
    return "opening, \(files) segment files: \(timing.median.oneDecimal) ms, \(rows) events"
  }
}

/// A few events of few users, the same for the same number.
private final class SmallSource: EventSource {
  private let number: Int
  private var count: Int

  init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  var progress: SourceProgress { SourceProgress(bytesRead: 0, bytesTotal: nil) }

  func nextBatch() -> EventBatch? {
    guard count > 0 else { return nil }
    var batch = EventBatch()
    func append(_ text: String) -> EventBatch.ByteRange {
      let offset = UInt32(batch.arena.count)
      batch.arena += Array(text.utf8)
      return .init(offset: offset, length: UInt32(batch.arena.count) - offset)
    }
    for index in 0..<count {
      batch.users.append(append("u\(index % 10)"))
      batch.names.append(append("event \((number + index) % 60)"))
      batch.times.append(Timestamp(microseconds: Int64(number * count + index) * 1_000_000))
      batch.positions.append(.init(line: UInt64(index), byteOffset: 0))
      batch.cellEnds.append(0)
    }
    count = 0
    return batch
  }
}
