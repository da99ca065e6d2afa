import Connectors
import EventModel

/// Times the decoding of an Avro file into batches, which are then thrown away.
struct AvroBenchmark {
  let file: String
  private let runs = 5

  func decode(threads: Int) throws -> String {
    var rows = 0
    var values = 0
    let timing = try Timing(runs: runs) {
      let source = AvroEventSource(
        inputs: [EventFileInput(path: file)],
        mapping: AvroEventMapping(eventName: "row", user: nil, time: nil), threads: threads)
      rows = 0
      values = 0
      while let batch = try source.nextBatch() {
        rows += batch.count
        values += batch.cells.count
      }
    }
    return "avro, \(threads) threads: \(timing.median.oneDecimal) ms,"
      + " \((timing.rate(rows) / 1e6).oneDecimal) M rows/s, \((timing.rate(values) / 1e6).oneDecimal) M values/s"
  }
}
