import EventModel
import NaiveEvaluator
import TestSupport

/// The rows in which a source delivers events: one in the table of each label, some of them later than others.
///
/// A value stands in the row of the most specific label that knows it; broader labels may say something else.
struct LabelledRows {
  private(set) var parts: [[ListedEvent]]

  init(_ parts: [[NaiveEvent]]) {
    self.parts = parts.map { _ in [] }
    for (number, part) in parts.enumerated() {
      for event in part {
        guard let id = event.id else {
          self.parts[number].append(event.listed)
          continue
        }
        // What seems random has to be the same in every store.
        var random = SplitMix64(seed: UInt64(id.utf8.reduce(7) { $0 &* 31 &+ Int($1) }.magnitude))
        var rows = Self.rows(of: event, id: id, &random)
        rows.shuffle(using: &random)
        for (place, row) in rows.enumerated() {
          // The first row says where the event stands among those of its instant.
          let isLate = place > 0 && random.chance(50)
          self.parts[isLate ? number + random.number(below: parts.count - number) : number].append(row)
        }
      }
    }
  }

  private static func rows(of event: NaiveEvent, id: String, _ random: inout SplitMix64) -> [ListedEvent] {
    var rows = event.allNames.map { name in
      var row = event.listed
      row.name = name
      row.values.removeAll { $0.column != .session }
      row.values.append((column: .eventID, value: .string("\(name)/\(id)")))
      return row
    }
    for (name, value) in event.properties.sorted(by: { $0.key < $1.key }) {
      let first = random.number(below: rows.count)
      rows[first].values.append((column: .property(name), value: value))
      for row in rows.indices where row > first && random.chance(60) {
        rows[row].values.append((column: .property(name), value: random.chance(40) ? .string("y") : value))
      }
    }
    return rows
  }
}

extension NaiveLogGenerator {
  /// A log whose source knows several labels for many events.
  mutating func labelledLog() -> [NaiveEvent] {
    var log = log()
    let names = Array(Set(log.map(\.name))).sorted()
    for index in log.indices where !random.chance(20) {
      log[index].id = "\(index)"
      log[index].labels = names.filter { $0 != log[index].name && random.chance(35) }
    }
    var counts: [String: Int] = [:]
    for event in log { for name in event.allNames { counts[name, default: 0] += 1 } }
    for index in log.indices {
      let order = log[index].allNames.sorted { (counts[$0] ?? 0, $0) < (counts[$1] ?? 0, $1) }
      log[index].name = order[0]
      log[index].labels = Array(order.dropFirst())
    }
    return log
  }
}
