import EventModel
import Glibc
@testable import SegmentStore
import TestSupport
import Testing

/// Files made to harm: their checksums are right, what they say is not.
@Suite struct HostileFileTests {
  private let directory = TemporaryDirectory()

  /// A sample file whose first directory and footer are changed, with checksums to match.
  private func file(
    _ sample: SampleSegment = .random(seed: 3, groupSizes: [50, 50]),
    directory change: (inout RowGroupDirectory) -> Void = { _ in },
    footer changeFooter: (inout SegmentFooter) -> Void = { _ in }
  ) throws -> String {
    let path = directory.path + "/hostile.sjn"
    try sample.write(to: path)
    let file = try SegmentFile(path: path)
    var footer = file.footer
    var group = try RowGroup(file: file, index: 0, codec: ZstdCodec()).directory
    change(&group)
    var writer = ByteWriter()
    let last = footer.groups[footer.groups.count - 1].directory
    let body = Int(last.offset) + last.storedLength
    writer.bytes = Array(TemporaryDirectory.contents(path).prefix(body))
    let encoded = group.encoded()
    footer.groups[0].directory = BlockReference(
      offset: UInt64(writer.bytes.count), storedLength: encoded.count, rawLength: encoded.count,
      compression: .none,
      checksum: encoded.withUnsafeBytes { Checksum.short($0) })
    writer.bytes += encoded
    changeFooter(&footer)
    let footerBytes = footer.encoded()
    let start = writer.bytes.count
    writer.bytes += footerBytes
    writer.append(word: UInt64(start))
    writer.append(word: UInt64(footerBytes.count))
    writer.append(word: footerBytes.withUnsafeBytes { Checksum.xxh3($0) })
    writer.bytes += SegmentFormat.trailerMagic
    return directory.write(writer.bytes, to: "hostile.sjn")
  }

  /// The most address space this process has had, in KiB.
  private static func addressSpace() -> Int {
    // What the kernel makes up on reading has no length to ask for.
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let descriptor = open("/proc/self/status", O_RDONLY)
    defer { close(descriptor) }
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
    return Int((lines.first { $0.hasPrefix("VmPeak:") } ?? "").filter { $0.isNumber }) ?? 0
  }

  @Test func `the untouched copy is read`() throws {
    let rows = SampleSegment.random(seed: 3, groupSizes: [50, 50]).rows
    #expect(try SampleRow.all(in: try SegmentFile(path: try file())) == rows)
  }

  @Test func `directories that lie are damage and take no memory`() throws {
    let huge = Int(UInt32.max)
    let changes: [(inout RowGroupDirectory) -> Void] = [
      {
        $0.times.rawLength = $0.times.storedLength << 15; $0.times.compression = .zstd
      },
      {
        $0.times.storedLength = 1 << 31; $0.times.rawLength = 1 << 31
      },
      { $0.times.offset = .max }, { $0.times.offset = .max - 8 }, { $0.userIDs.offset = 1 << 62 },
      { $0.times = $0.userIDs }, { $0.userIDs = $0.times }, { $0.userCounts = $0.times },
      { $0.events[0].postings = $0.times }, { $0.events[0].postings.offset += 1 },
      { $0.columns[0].chunk = $0.times }, { $0.columns[0].chunk.rawLength += 1 },
      { $0.columns[0].distinct += 1 }, { $0.columns[0].rowsWithValue -= 1 },
      { $0.events[$0.events.count - 1].code += 1_000 }, { $0.columns[$0.columns.count - 1].code += 1_000 },
      { group in
        group.rows = huge
        let listed = group.events.dropFirst().reduce(0) { $0 + $1.rows }
        group.events[0].rows = huge - listed
        group.events[0].postings.storedLength = 1 << 31
        group.events[0].postings.rawLength = 1 << 31
      },
      { group in
        group.events = [group.events[0]]; group.rows = group.events[0].rows
      },
      { $0.users += 1 }, { $0.lastTime = .latest },
    ]
    for (index, change) in changes.enumerated() {
      let before = Self.addressSpace()
      let path = try file(directory: change, footer: { _ in })
      #expect(throws: StoreError.self, "change \(index)") {
        _ = try SampleRow.all(in: try SegmentFile(path: path))
      }
      #expect(Self.addressSpace() - before < 4 << 20, "change \(index): KiB of address space")
    }
  }

  @Test(arguments: [UInt64.max, .max - 8, 1 << 63, 1 << 62, 1 << 40] as [UInt64])
  func `a group outside the file has no length and nothing to let go of`(offset: UInt64) throws {
    let file = try SegmentFile(path: try file(footer: { $0.groups[0].directory.offset = offset }))
    #expect(file.byteCount(ofGroup: 0) == 0)
    #expect(file.byteCount(ofGroup: 1) > 0)
    #expect(file.release(groupsUpTo: file.footer.groups[0].lastHash) == 0)
    #expect(throws: StoreError.self) { _ = try SampleRow.all(in: file) }
  }

  @Test func `totals that agree on a lie are damage and take no memory`() throws {
    let path = try file(
      directory: { group in
        let listed = group.events.dropFirst().reduce(0) { $0 + $1.rows }
        group.rows = 1 << 31
        group.events[0].rows = 1 << 31 - listed
        group.events[0].postings.compression = .zstd
        group.events[0].postings.rawLength = group.events[0].postings.storedLength << 15
      },
      footer: { footer in
        footer.rows += 1 << 31 - footer.groups[0].rows
        footer.groups[0].rows = 1 << 31
      })
    let before = Self.addressSpace()
    #expect(throws: StoreError.self) { _ = try SampleRow.all(in: try SegmentFile(path: path)) }
    #expect(Self.addressSpace() - before < 4 << 20)
  }

  @Test func `two lists that share a row are damage`() throws {
    let rows = ["a", "b", "a", "b"].enumerated().map { time, event in
      SampleRow(user: [1], event: event, time: Int64(time), values: [:])
    }
    let sample = SampleSegment(columns: [], eventNames: ["a", "b"], groups: [rows])
    #expect(try SampleRow.all(in: try SegmentFile(path: try file(sample))) == rows)
    let path = try file(sample, directory: { $0.events[1].postings = $0.events[0].postings })
    #expect(throws: StoreError.self) { _ = try SampleRow.all(in: try SegmentFile(path: path)) }
  }

  @Test func `users out of order are damage`() throws {
    let ids: [[UInt8]] = [[1], [2]].sorted {
      $0.withUnsafeBytes { Checksum.xxh3($0) } > $1.withUnsafeBytes { Checksum.xxh3($0) }
    }
    let rows = ids.map { SampleRow(user: $0, event: "a", time: 0, values: [:]) }
    let sample = SampleSegment(columns: [], eventNames: ["a"], groups: [rows])
    let path = directory.path + "/order.sjn"
    try sample.write(to: path)
    #expect(throws: StoreError.self) { _ = try SampleRow.all(in: try SegmentFile(path: path)) }
  }
}
