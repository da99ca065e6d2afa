import DatasetGenerator
import EventModel
import Glibc

@testable import Connectors

/// Everything an Avro source delivered.
struct AvroReadout {
  var events: [ReadEvent] = []
  var rejects: [RejectedRow] = []
  var columns: [EventColumn] = []
  var reports: [AvroFileReport] = []
  var error: (any Error)?

  var fault: AvroFault? { error as? AvroFault }
  var faults: [AvroFault] { reports.flatMap(\.faults) }
}

/// Reads files to the end, or to the error.
func readAvro(
  _ inputs: [EventFileInput], _ mapping: AvroEventMapping, threads: Int = 2, keepsGoing: Bool = false
) -> AvroReadout {
  let source = AvroEventSource(inputs: inputs, mapping: mapping, threads: threads, keepsGoing: keepsGoing)
  var readout = AvroReadout()
  do {
    while let batch = try source.nextBatch() {
      readout.events += events(of: batch)
      readout.rejects += batch.rejects
      readout.columns = batch.columns
    }
  } catch {
    readout.error = error
  }
  readout.reports = source.reports
  return readout
}

func readAvro(
  _ bytes: [UInt8], _ mapping: AvroEventMapping = .rowsOfNobody, threads: Int = 2, keepsGoing: Bool = false
) -> AvroReadout {
  readAvro(
    [EventFileInput(name: "test.avro", bytes: bytes)], mapping, threads: threads, keepsGoing: keepsGoing)
}

extension AvroEventMapping {
  /// All columns are properties.
  static let rowsOfNobody = AvroEventMapping(eventName: "row", user: nil, time: nil)
}

/// An Avro file as its writer makes it.
func avroFile(
  schema: String, codec: AvroBlockCodec = .null, blockBytes: Int = 1_000, rows: [AvroRowEncoder]
) throws -> [UInt8] {
  var template = Array("/tmp/sojourn-avro-XXXXXX".utf8CString)
  let descriptor = mkstemp(&template)
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  close(descriptor)
  defer { unlink(path) }
  let writer = try AvroFileWriter(
    path: path, schema: schema, codec: codec, syncMarker: Array(1...16), blockBytes: blockBytes)
  for row in rows { try writer.append(row) }
  try writer.finish()
  return try bytes(of: path)
}

func bytes(of path: String) throws -> [UInt8] {
  let stream = try DescriptorStream(path: path, isCancelled: { false })
  var bytes: [UInt8] = []
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  defer { buffer.deallocate() }
  while case let count = try stream.read(into: buffer), count > 0 { bytes += buffer[..<count] }
  return bytes
}

/// A file that stands in the folder of fixtures.
func fixture(_ name: String) -> String {
  let parts = "\(#filePath)".split(separator: "/").dropLast(2)
  return "/" + parts.joined(separator: "/") + "/Fixtures/\(name)"
}
