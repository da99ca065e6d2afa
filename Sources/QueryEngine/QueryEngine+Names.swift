import EventModel
import SegmentStore

extension QueryEngine {
  /// The names of all events of the snapshot, sorted.
  public var eventNames: [String] { catalog.events.map(\.name) }

  /// The names of all properties of the snapshot, sorted.
  public var propertyNames: [String] { catalog.propertyNames }

  /// Texts that a property has, the most frequent first, for completion: only the first few row groups are looked at.
  ///
  /// Empty when the property does not exist, or its values cannot be read.
  public func frequentTexts(ofProperty name: String, limit: Int) -> [String] {
    guard let number = catalog.property(named: name) else { return [] }
    let codec = ZstdCodec()
    var counts: [ExactText: Int] = [:]
    var looked = 0
    let column = catalog.columns[number]
    for file in snapshot.files + snapshot.tables.values.flatMap(\.files) {
      guard let code = file.footer.columns.firstIndex(of: column).map({ UInt32($0) }) else { continue }
      for group in file.footer.groups.indices where looked < Self.sampledGroups {
        looked += 1
        guard let chunk = try? RowGroup(file: file, index: group, codec: codec).column(code) else { continue }
        count(chunk, into: &counts)
      }
    }
    let sorted = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    return sorted.prefix(limit).map(\.key.text)
  }

  private static let sampledGroups = 4

  private func count(_ chunk: ColumnChunk, into counts: inout [ExactText: Int]) {
    var rows = [Int](repeating: 0, count: chunk.dictionary.count + 1)
    for code in chunk.codesByRow { rows[Int(code)] += 1 }
    for code in 0..<chunk.dictionary.count {
      if case .string(let text) = chunk.dictionary.value(at: code) {
        counts[ExactText(text), default: 0] += rows[code + 1]
      }
    }
  }
}
