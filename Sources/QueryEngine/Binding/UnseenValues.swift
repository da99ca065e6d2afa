import EventModel
import QueryLanguage
import SegmentStore

/// Looks for texts that a statement compares with among the values of the snapshot.
///
/// Ends at the first row group that has the text, so what is spelt right costs one small block; only a slip reads the
/// whole column.
struct UnseenValues {
  /// More distinct values are not compared with the slip.
  private static let mostCompared = 100_000

  let engine: QueryEngine

  /// `nil` when some event has the text, or when that cannot be told; otherwise the texts near it, nearest first.
  ///
  /// Rows that count no more are passed over, so that neither a compaction nor a forgotten user shows in the answer.
  /// Of users' and accounts' properties the files also hold older values, so of those nothing is told.
  func near(_ text: String, inColumn number: Int) -> [String]? {
    if number == engine.catalog.labelColumn { return nil }
    switch engine.catalog.columns[number].kind {
    case .userProperty, .accountProperty: return nil
    case .property, .session, .eventID, .source, .rawUser: break
    }
    let codec = ZstdCodec()
    let wanted = ExactText(text)
    var others: Set<ExactText> = []
    for (index, file) in engine.snapshot.files.enumerated() {
      guard let code = engine.catalog.code(ofColumn: number, inFile: index) else { continue }
      for group in file.footer.groups.indices {
        // Damage is reported by the scan that follows, with its place.
        guard let rows = try? RowGroup(file: file, index: group, codec: codec) else { return nil }
        guard let chunk = try? rows.column(code) else {
          if rows.directory.column(code) == nil { continue }
          return nil
        }
        let dead = engine.snapshot.masks[index]?.groups[group]?.rows ?? []
        for value in Self.values(of: chunk, without: dead) {
          guard case .string(let found) = chunk.dictionary.value(at: value) else { continue }
          if ExactText(found) == wanted { return nil }
          if others.count <= Self.mostCompared { others.insert(ExactText(found)) }
        }
      }
    }
    guard others.count <= Self.mostCompared else { return [] }
    return Suggestion.ranked(for: text, among: others.sorted().map(\.text))
  }

  /// The numbers of the dictionary entries that rows other than `dead` have.
  private static func values(of chunk: ColumnChunk, without dead: [UInt32]) -> [Int] {
    guard !dead.isEmpty else { return Array(0..<chunk.dictionary.count) }
    var codes = chunk.codesByRow
    for row in dead { codes[Int(row)] = 0 }
    return Set(codes).filter { $0 != 0 }.sorted().map { Int($0 - 1) }
  }
}
