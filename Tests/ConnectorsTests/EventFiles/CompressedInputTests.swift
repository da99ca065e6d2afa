import CZlib
import CZstd
import EventModel
import Testing

@testable import Connectors

/// Compressed inputs and the digest of stored bytes.
struct CompressedInputTests {
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)
    )
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
    let room = output.count
    input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(room)
        deflate(&stream, Z_FINISH)
      }
    }
    return Array(output[..<(room - Int(stream.avail_out))])
  }

  static func zstd(_ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = ZSTD_compress(&output, output.count, bytes, bytes.count, 3)
    return Array(output[..<count])
  }

  static func compress(_ bytes: [UInt8], _ compression: Compression) -> [UInt8] {
    compression == .gzip ? gzip(bytes) : zstd(bytes)
  }

  /// Rows that hardly compress, so that cuts hit the middle of data.
  static func table(rows: Int) -> [UInt8] {
    var random = SeededRandom(seed: 5)
    var text = "user,event,time,p\n"
    for row in 0..<rows { text += "u\(row),e,1767607200,\(random.next())x\n" }
    return Array(text.utf8)
  }

  static func read(_ bytes: [UInt8], name: String) -> Readout {
    readOut([EventFileInput(name: name, bytes: bytes)], .csv)
  }

  static let endings: [(Compression, String)] = [(.gzip, "a.csv.gz"), (.zstd, "a.csv.zst")]

  @Test(arguments: endings)
  func `compressed files read as plain ones, also in several members and under any name`(
    compression: Compression, name: String
  ) {
    let table = Self.table(rows: 20_000)
    let plain = Self.read(table, name: name.replacing(".gz", with: "").replacing(".zst", with: ""))
    #expect(plain.events.count == 20_000)
    let middle = table.count / 2 + 3
    let one = Self.compress(table, compression)
    let two =
      Self.compress(Array(table[..<middle]), compression) + Self.compress([], compression)
      + Self.compress(Array(table[middle...]), compression)
    for bytes in [one, two] {
      let readout = Self.read(bytes, name: name)
      #expect(readout.error == nil)
      #expect(readout.events == plain.events)
      #expect(readout.reports.first?.bytes == UInt64(bytes.count))
      #expect(Self.read(bytes, name: "-").events == plain.events)
    }
  }

  @Test(arguments: endings)
  func `a truncated file delivers the whole rows before the cut, then the error with its place`(
    compression: Compression, name: String
  ) throws {
    let table = Self.table(rows: 60_000)
    let whole = Self.read(table, name: "a.csv").events
    let compressed = Self.compress(table, compression)
    for share in [0.5, 0.9] {
      let cut = Array(compressed[..<Int(Double(compressed.count) * share)])
      let readout = Self.read(cut, name: name)
      #expect(
        readout.error
          == .truncatedCompression(input: name, compression: compression, offset: UInt64(cut.count)))
      #expect(readout.events.count > Int(20_000 * share))
      #expect(readout.events[...] == whole[..<readout.events.count])
      #expect(readout.rejects.isEmpty)
      #expect(readout.reports.first?.contentDigest == nil)
    }
    #expect(
      Self.read([], name: name).error
        == .truncatedCompression(input: name, compression: compression, offset: 0))
  }

  @Test(arguments: endings)
  func `a damaged file delivers the rows before the damage, then the error`(
    compression: Compression, name: String
  ) throws {
    let table = Self.table(rows: 60_000)
    let whole = Self.read(table, name: "a.csv").events
    var compressed = Self.compress(table, compression)
    for place in compressed.count * 3 / 4..<compressed.count * 3 / 4 + 64 { compressed[place] ^= 0x5A }
    let readout = Self.read(compressed, name: name)
    guard case .corruptCompression(name, compression, let offset) = readout.error else {
      Issue.record("\(String(describing: readout.error))")
      return
    }
    #expect(offset > UInt64(compressed.count / 2) && offset <= UInt64(compressed.count))
    // Decoders notice damage late, so the last rows before it may differ.
    #expect(readout.events.count > 20_000)
    #expect(readout.events[..<20_000] == whole[..<20_000])
  }

  @Test func `gzip may be padded with zero bytes but with nothing else`() {
    let table = Self.table(rows: 10)
    let padded = Self.gzip(table) + [UInt8](repeating: 0, count: 1000)
    #expect(Self.read(padded, name: "a.gz").error == nil)
    #expect(Self.read(padded, name: "a.gz").events.count == 10)
    let garbage = Self.gzip(table)
    #expect(
      Self.read(garbage + Array("garbage".utf8), name: "a.gz").error
        == .corruptCompression(input: "a.gz", compression: .gzip, offset: UInt64(garbage.count)))
  }

  @Test(arguments: endings)
  func `a name that promises compression must keep it`(compression: Compression, name: String) {
    let table = Self.table(rows: 1)
    #expect(
      Self.read(table, name: name).error
        == .notCompressedAsNamed(input: name, compression: compression))
    let other = Self.compress(table, compression == .gzip ? .zstd : .gzip)
    #expect(
      Self.read(other, name: name).error
        == .notCompressedAsNamed(input: name, compression: compression))
  }

  @Test func `the digest is the XXH3-128 of the stored bytes`() throws {
    // As printed by xxh128sum for the same bytes.
    let header = Self.read(Array("user,event,time\n".utf8), name: "a.csv")
    #expect(header.reports.first?.contentDigest?.description == "89556fba408d94c5366c06820b9683c4")
    #expect(
      Self.read([], name: "a.csv").reports.first?.contentDigest?.description
        == "99aa06d3014798d86001c324468d497f")
    let table = Self.table(rows: 5000)
    let compressed = Self.gzip(table)
    let input = EventFileInput(name: "a.csv.gz", bytes: compressed)
    #expect(try input.contentDigest() == readOut([input], .csv).reports.first?.contentDigest)
    #expect(
      try input.contentDigest() != (try EventFileInput(name: "a.csv", bytes: table).contentDigest()))
  }
}
