import Foundation
@testable import SegmentStore
import TestSupport
import Testing

@Suite struct MappedFileTests {
  private let directory = TemporaryDirectory()

  @Test func `what was let go of leaves the process's memory, and comes back when it is read`() throws {
    let path = directory.path + "/large"
    let length = 8 << 20
    try Data(repeating: 7, count: length).write(to: URL(fileURLWithPath: path))
    let file = try MappedFile(path: path)
    func sum() -> Int { stride(from: 0, to: length, by: 64).reduce(0) { $0 + Int(file.bytes[$1]) } }

    #expect(sum() == length / 64 * 7)
    #expect(try residentBytes(of: path) == length)
    file.release(upTo: length / 2)
    #expect(try residentBytes(of: path) == length / 2)
    file.release(upTo: length)
    #expect(try residentBytes(of: path) == 0)
    #expect(sum() == length / 64 * 7)
    #expect(try residentBytes(of: path) == length)
  }

  /// How much of a mapped file the system says is in the memory of this process.
  private func residentBytes(of path: String) throws -> Int {
    var isInFile = false
    var total = 0
    // The system gives it out in pieces and says that it is empty.
    let mappings = try #require(
      try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/smaps")).readToEnd())
    for line in String(decoding: mappings, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first?.hasSuffix(":") == false {
        isInFile = line.hasSuffix(path)
      } else if isInFile, words.first == "Rss:", words.count > 1, let kilobytes = Int(words[1]) {
        total += kilobytes << 10
      }
    }
    return total
  }
}
