import SegmentStore

/// How the rows of a run are laid out beyond their own cells.
struct RunLayout: Sendable {
  /// The column that names the source, and the number of its name among the run's texts, where that is the same for
  /// every row.
  var source: (column: UInt32, text: UInt32)?
  /// The column of the source where rows bring their own.
  var sourceColumn: UInt32?
  /// The column of event ids, where any row may have one.
  var eventIDColumn: UInt32?
  /// Whose rows those of each user are; `nil` where everyone's are their own.
  var owners: RunOwners?
}

/// Whose rows the rows of each user of a run are, under an identity map.
struct RunOwners: Sendable {
  /// The ids of owners, each once.
  var ids: TextList
  /// By number of the run's user: the number of its owner in ``ids``.
  var ownerOfUser: [UInt32]
  /// By number of the run's user: the number of its own id among the run's texts, or `nil` where it is its owner's.
  var rawTextOfUser: [UInt32?]
  /// The column that keeps raw ids.
  var rawUserColumn: UInt32
}
