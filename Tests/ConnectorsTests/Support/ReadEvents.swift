import EventModel

@testable import Connectors

/// One event as a test looks at it.
struct ReadEvent: Equatable, CustomStringConvertible {
  var user: String
  var name: String
  var microseconds: Int64
  var line: UInt64
  var byteOffset: UInt64
  var cells: [ReadCell]

  subscript(property: String) -> PropertyValue? {
    cells.first { $0.column == .property(property) }?.value
  }

  var description: String { "\(line)@\(byteOffset) \(user) \(name) \(microseconds) \(cells)" }
}

/// One cell as a test looks at it.
struct ReadCell: Equatable, CustomStringConvertible {
  var column: EventColumn
  var value: PropertyValue

  var description: String { "\(column.kind).\(column.name)=\(value)" }
}

/// Everything a source delivered.
struct Readout: Equatable {
  var events: [ReadEvent] = []
  var rejects: [RejectedRow] = []
  var columns: [EventColumn] = []
  var batches = 0
  var reports: [EventFileReport] = []
  var error: EventFileError?

  /// As one value whatever batches it came in.
  var concatenated: Readout {
    var copy = self
    copy.batches = 0
    return copy
  }
}

/// Reads `inputs` to the end, or to the error.
func readOut(
  _ inputs: [EventFileInput], _ format: EventFileFormat, _ options: EventFileOptions = .init()
) -> Readout {
  let source = EventFileSource(inputs: inputs, format: format, options: options)
  var readout = Readout()
  do {
    while let batch = try source.nextBatch() {
      readout.batches += 1
      readout.events += events(of: batch)
      readout.rejects += batch.rejects
      readout.columns = batch.columns
    }
  } catch {
    readout.error = error as? EventFileError
  }
  readout.reports = source.reports
  return readout
}

/// Reads one input of text.
func readOut(
  _ text: String, _ format: EventFileFormat = .csv, _ options: EventFileOptions = .init()
) -> Readout {
  readOut([EventFileInput(name: "test", bytes: Array(text.utf8))], format, options)
}

func events(of batch: EventBatch) -> [ReadEvent] {
  func text(_ offset: Int, _ length: Int) -> String {
    String(decoding: batch.arena[offset..<offset + length], as: UTF8.self)
  }
  return (0..<batch.count).map { row in
    ReadEvent(
      user: text(Int(batch.users[row].offset), Int(batch.users[row].length)),
      name: text(Int(batch.names[row].offset), Int(batch.names[row].length)),
      microseconds: batch.times[row].microseconds, line: batch.positions[row].line,
      byteOffset: batch.positions[row].byteOffset,
      cells: batch.cellRange(ofRow: row).map { index in
        let cell = batch.cells[index]
        let value: PropertyValue
        switch cell.type {
        case .string: value = .string(text(Int(cell.payload >> 32), Int(cell.payload & 0xFFFF_FFFF)))
        case .integer: value = .integer(Int64(bitPattern: cell.payload))
        case .double: value = .double(Double(bitPattern: cell.payload))
        case .boolean: value = .boolean(cell.payload == 1)
        case .timestamp: value = .timestamp(Timestamp(microseconds: Int64(bitPattern: cell.payload)))
        }
        return ReadCell(column: batch.columns[Int(cell.column)], value: value)
      })
  }
}

/// A generator of random numbers with a seed, so that a failing case can be run again.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func isOne(in chances: Int) -> Bool { below(chances) == 0 }
}
