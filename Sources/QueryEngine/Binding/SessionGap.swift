import EventModel
import SegmentStore

/// The silence that ends a session where sessions are split by inactivity.
///
/// A session goes on while its next event comes within the gap of the source of the event before it.
struct SessionGap: Sendable, Equatable {
  /// µs.
  var usual: Int64
  /// µs, by the sources that have a gap of their own.
  private(set) var ofSources: [String: Int64] = [:]
  /// The column that names the source of an event; `nil` where no source has a gap of its own.
  private(set) var sourceColumn: Int?

  /// One gap for all events.
  init(_ gap: Int64) {
    usual = gap
  }

  init(usual: Int64, ofSources: [String: Int64], sourceColumn: Int?) {
    self.usual = usual
    guard let sourceColumn, !ofSources.isEmpty else { return }
    self.ofSources = ofSources
    self.sourceColumn = sourceColumn
  }

  /// Columns that splitting reads.
  var columns: Set<Int> { sourceColumn.map { [$0] } ?? [] }

  /// The gap after each row of a block, in µs.
  func reading(_ block: RowBlock) throws -> (Int) -> Int64 {
    guard let sources = try sourceColumn.flatMap({ try block.column($0) }) else {
      return { [usual] _ in usual }
    }
    let gaps =
      [usual]
      + (0..<sources.dictionary.count).map { entry in
        if case .string(let name) = sources.dictionary.value(at: entry) {
          ofSources[name] ?? usual
        } else {
          usual
        }
      }
    return { gaps[Int(sources.codesByRow[$0])] }
  }
}
