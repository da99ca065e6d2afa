import EventModel
import SegmentStore

extension RowBlock {
  /// The labels of every row as one text, the most specific first; of other events their name.
  func labelTexts() throws -> ColumnChunk {
    var texts = TextList()
    var codeOfEvent = [UInt32](repeating: 0, count: catalog.events.count)
    var codeOfSet = [UInt32](repeating: 0, count: labels?.sets.count ?? 0)
    let codes = try events().enumerated().map { row, event -> UInt32 in
      let set = Int(labels?.setOfRow[row] ?? 0)
      let known = set == 0 ? codeOfEvent[Int(event)] : codeOfSet[set]
      if known != 0 { return known }
      let names = (labels?.several(ofRow: row) ?? [event]).map { eventName($0) }
      texts.append(names.joined(separator: ", ").utf8)
      let code = UInt32(texts.count)
      if set == 0 { codeOfEvent[Int(event)] = code } else { codeOfSet[set] = code }
      return code
    }
    return .strings(texts, codesByRow: codes)
  }

  /// For each of `rows`, whether a condition on its name holds: of a row with several labels, for any of them, or for all
  /// where the condition rules names out.
  func namesHold(_ test: ValueTest, _ rows: [UInt32]) throws -> [Bool] {
    let events = try events()
    var ofEvent: [UInt32: Bool] = [:]
    var ofSet: [UInt32: Bool] = [:]
    return rows.map { row in
      let set = labels?.setOfRow[Int(row)] ?? 0
      let event = events[Int(row)]
      if let known = set == 0 ? ofEvent[event] : ofSet[set] { return known }
      let holds = namesHold(test, ofRow: Int(row), event: event)
      if set == 0 { ofEvent[event] = holds } else { ofSet[set] = holds }
      return holds
    }
  }

  /// The same for one row, whose event is known.
  func namesHold(_ test: ValueTest, ofRow row: Int, event: UInt32) -> Bool {
    guard let several = labels?.several(ofRow: row) else { return test.holds(.string(eventName(event))) }
    let outcomes = several.lazy.map { test.holds(.string(self.eventName($0))) }
    return test.isNegated ? outcomes.allSatisfy { $0 } : outcomes.contains(true)
  }
}
