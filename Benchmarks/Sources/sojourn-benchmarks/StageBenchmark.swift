import Connectors
import EventModel
import Ingestion
import SegmentStore

/// Times the two stages that lead from a file to a snapshot.
struct StageBenchmark {
  let options: BenchmarkOptions

  /// Reading alone: bytes to typed events, which are then thrown away.
  func read(threads: Int) throws -> String {
    var events = 0
    var bytes: UInt64 = 0
    let timing = try Timing(runs: options.runs) {
      let source = makeSource(threads: threads)
      events = 0
      while let batch = try source.nextBatch() { events += batch.count }
      bytes = source.progress.bytesRead
    }
    return line("read", threads: threads, events: events, bytes: bytes, timing)
  }

  /// Reading, sorting, encoding and committing; once, because the second time there is nothing to do.
  func ingest() throws -> String {
    let clock = ContinuousClock()
    let start = clock.now
    let source = makeSource(threads: options.threads)
    let ingest = try Ingest(
      into: Store(openingOrCreating: options.store),
      options: IngestOptions(source: "benchmark", threads: options.threads))
    let report = try ingest.run([
      IngestInput(
        name: options.events, knownDigest: nil, source: source,
        content: {
          let report = source.reports.last
          return (report?.contentDigest?.description ?? "", Int(report?.bytes ?? 0))
        })
    ])
    let elapsed = clock.now - start
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let bytesPerEvent = Double(report.bytesStored) / Double(max(1, report.rowsStored))
    return "ingest, \(options.threads) threads: \(seconds.oneDecimal) s,"
      + " \((Double(report.rowsStored) / seconds / 1e6).oneDecimal) M events/s,"
      + " \(bytesPerEvent.oneDecimal) bytes per event"
  }

  private func makeSource(threads: Int) -> EventFileSource {
    var reading = EventFileOptions()
    reading.threads = threads
    return EventFileSource(
      inputs: [EventFileInput(path: options.events)], format: .jsonLines, options: reading)
  }

  private func line(_ stage: String, threads: Int, events: Int, bytes: UInt64, _ timing: Timing) -> String {
    "\(stage), \(threads) threads: \(timing.median.oneDecimal) ms,"
      + " \((timing.rate(events) / 1e6).oneDecimal) M events/s, \((timing.rate(Int(bytes)) / 1e6).oneDecimal) MB/s"
  }
}
