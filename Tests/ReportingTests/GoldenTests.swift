import Foundation
import QueryResults
import Reporting
import Testing

/// Compares every report with the file it once was; `SOJOURN_RECORD_GOLDEN=1` writes the files anew.
@Suite struct GoldenTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "Golden")

  static func check(_ text: String, _ file: String) throws {
    let url = folder.appendingPathComponent(file + ".txt")
    if ProcessInfo.processInfo.environment["SOJOURN_RECORD_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
      return
    }
    let expected = try String(decoding: Data(contentsOf: url), as: UTF8.self)
    #expect(text == expected, "\(file) differs")
  }

  @Test(arguments: SampleResults.all.map(\.name), [80, 120])
  func `a table looks as recorded`(name: String, width: Int) throws {
    let result = try #require(SampleResults.all.first { $0.name == name }).result
    try Self.check(Report.render(result, format: .table, width: width), "\(name).table-\(width)")
  }

  @Test(arguments: SampleResults.all.map(\.name), [OutputFormat.json, .csv, .markdown])
  func `other formats look as recorded`(name: String, format: OutputFormat) throws {
    let result = try #require(SampleResults.all.first { $0.name == name }).result
    try Self.check(Report.render(result, format: format), "\(name).\(format.rawValue)")
  }

  @Test(arguments: ["funnel", "experiment", "experiment-invalid", "power"])
  func `pages look as recorded`(name: String) throws {
    let result = try #require(SampleResults.all.first { $0.name == name }).result
    try Self.check(Report.render(result, format: .html), "\(name).html")
  }

  @Test(arguments: ["funnel", "journeys", "experiment"])
  func `colours look as recorded`(name: String) throws {
    let result = try #require(SampleResults.all.first { $0.name == name }).result
    try Self.check(Report.render(result, format: .table, width: 100, style: .ansi), "\(name).ansi-100")
  }
}
