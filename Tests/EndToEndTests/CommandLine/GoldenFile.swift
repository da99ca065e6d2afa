import Foundation
import Testing

/// Compares texts with files under `Golden`; `SOJOURN_RECORD_GOLDEN=1` writes the files anew.
enum GoldenFile {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  static func check(_ text: String, _ name: String) throws {
    let url = folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["SOJOURN_RECORD_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
      return
    }
    let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    #expect(text == expected, "\(name) differs")
  }
}
