/// A journeys question (§4.0–4.4) with the defaults of the specification.
package struct NaiveJourneys: Sendable {
  /// `group "/checkout/*" as "Checkout"`.
  package struct Rule: Sendable {
    package var glob: String
    package var label: String
    package init(_ glob: String, as label: String) {
      self.glob = glob
      self.label = label
    }
  }

  package enum Collapse: Sendable {
    /// Runs of one label become one node; an empty list means every label.
    case repeats([String], keepsLast: Bool)
    /// A return to a node at most this many nodes back folds into it; what lay between goes with it.
    case loops(Int)
  }

  /// `where`, `among` and zone; its `only` and `hide` would act on event names, the ones below act on labels. Its
  /// unit is ignored in favour of `unit`.
  package var stream = NaiveStream()
  /// `nil` is the session if any event of the log has a session id, else the user.
  package var unit: NaiveUnit?
  /// The dates; they bound every event.
  package var range = NaiveRange()
  /// The labels of `from X` and `to Y`; one of the list is enough.
  package var from: [String]?
  package var to: [String]?
  package var depth = 10
  package var top: Int?
  package var node: NaiveField?
  package var groups: [Rule] = []
  package var only: [String] = []
  package var hide: [String] = []
  package var collapse: [Collapse] = []

  package init() {}
}

/// One whole-path variant.
package struct NaivePathVariant: Sendable {
  package var path: [String]
  /// Distinct users.
  package var units: Int
  package var paths: Int
  /// Of all paths.
  package var share: Double
  /// The share that reached `to`; `nil` without `to`.
  package var convertedShare: Double?
  /// Microseconds from the first to the last node that stays, ascending.
  package var durations: [Int64]
  package var medianDuration: Double? { NaiveDistribution(microseconds: durations)?.median }
}

package struct NaiveFlowNode: Sendable, Equatable {
  package var position: Int
  package var event: String
  package var paths: Int
  package var units: Int
  package var starts: Int
  package var dropped: Int
  package var arrived: Int
  package var cut: Int

  package init(
    position: Int, event: String, paths: Int, units: Int, starts: Int, dropped: Int, arrived: Int, cut: Int
  ) {
    self.position = position
    self.event = event
    self.paths = paths
    self.units = units
    self.starts = starts
    self.dropped = dropped
    self.arrived = arrived
    self.cut = cut
  }
}

package struct NaiveFlowEdge: Sendable {
  package var position: Int
  package var from: String
  package var to: String
  package var paths: Int
  package var units: Int
  /// Of all paths.
  package var share: Double
  package var times: [Int64]
  package var medianTime: Double? { NaiveDistribution(microseconds: times)?.median }
  package var meanTime: Double? { NaiveDistribution(microseconds: times)?.mean }
}

package struct NaiveJourneysResult: Sendable {
  /// Most frequent first, then by path; `["(other)"]` last.
  package var paths: [NaivePathVariant]
  /// By position, then most frequent first, then by name; `(other)` last in its position.
  package var nodes: [NaiveFlowNode]
  /// By position, then from, then to.
  package var edges: [NaiveFlowEdge]
  package var totalPaths: Int
  package var totalUnits: Int
}
