import EventModel
import SegmentStore

/// The event names that are labels: raw events of their source may stand under several of them.
///
/// Of several labels the most specific one goes first: the one with the fewest rows in the snapshot, and of equals the one
/// whose name comes first. That depends on what the snapshot holds only, not on how it is laid out.
struct EventLabels: Sendable {
  /// By source, whether each event number of the catalog is a label there.
  private let isLabel: [ExactText: [Bool]]
  /// By event number: its place from the most specific name on.
  let ranks: [UInt32]
  /// By event number: what ids of rows of the name begin with.
  let idPrefixes: [[UInt8]]

  /// `nil` where no living row has a label; `events` are those of the catalog.
  init?(_ manifest: Manifest, events: [SnapshotCatalog.EventName]) {
    var isLabel: [ExactText: [Bool]] = [:]
    for (source, settings) in manifest.sources {
      let names = Set((settings.labels ?? []).map { ExactText($0) })
      guard events.contains(where: { names.contains(ExactText($0.name)) }) else { continue }
      isLabel[ExactText(source)] = events.map { names.contains(ExactText($0.name)) }
    }
    guard !isLabel.isEmpty else { return nil }
    self.isLabel = isLabel
    idPrefixes = events.map { Array("\($0.name)/".utf8) }
    var ranks = [UInt32](repeating: 0, count: events.count)
    // Numbers follow the order of names.
    let order = events.indices.sorted { (events[$0].rows, $0) < (events[$1].rows, $1) }
    for (rank, event) in order.enumerated() { ranks[event] = UInt32(rank) }
    self.ranks = ranks
  }

  /// Whether each event number is a label in `source`; `nil` where none is.
  func labels(ofSource source: PropertyValue) -> [Bool]? {
    guard case .string(let name) = source else { return nil }
    return isLabel[ExactText(name)]
  }

  /// Whether an event is a label in any source.
  func isLabelAnywhere(_ event: Int) -> Bool { isLabel.values.contains { event < $0.count && $0[event] } }
}
