import EventModel
import Glibc
import SegmentStore
import Testing

/// A file of every released version must open for ever.
///
/// `SOJOURN_RECORD_FIXTURE=1` writes the fixture of the current version; the fixture of a released version is never
/// written again.
@Suite struct FixtureTests {
  private static let folder = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Fixtures"

  private static func text(_ rows: [SampleRow]) -> String {
    rows.map { row in
      let values = row.values.sorted { $0.key < $1.key }.map { name, value in "\(name)=\(text(value))" }
      return ([hex(row.user), row.event, "\(row.time)"] + values).joined(separator: "\t") + "\n"
    }.joined()
  }

  private static func text(_ value: StoredValue) -> String {
    switch value {
    case .text(let text): "string:" + hex(text)
    case .bits(let type, let bits): type.name + ":" + String(bits, radix: 16)
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(.enabled(if: getenv("SOJOURN_RECORD_FIXTURE") != nil)) func `record the fixture of this version`() throws {
    let folder = "\(Self.folder)/v\(SegmentFormat.version)"
    mkdir(Self.folder, 0o755)
    mkdir(folder, 0o755)
    let sample = SampleSegment.random(seed: 2026, groupSizes: [400, 300, 1])
    try sample.write(to: folder + "/sample.sjn")
    let descriptor = open(folder + "/rows.txt", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    let text = Array(Self.text(sample.rows).utf8)
    #expect(text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == text.count)
  }

  @Test(arguments: 1...SegmentFormat.version) func `a file of every version opens and reads as it was written`(
    version: UInt32
  ) throws {
    let folder = "\(Self.folder)/v\(version)"
    let file = try SegmentFile(path: folder + "/sample.sjn")
    let expected = String(decoding: TemporaryDirectory.contents(folder + "/rows.txt"), as: UTF8.self)
    #expect(Self.text(try SampleRow.all(in: file)) == expected)
    #expect(expected.utf8.count > 10_000)
  }
}
