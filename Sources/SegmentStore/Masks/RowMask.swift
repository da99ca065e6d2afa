package import EventModel

/// Which rows of a segment file count no more, and what the others come to.
///
/// Segment files never change; a mask next to one says which of its rows a snapshot leaves out. A value; whoever marks
/// more rows makes a new mask with ``MaskDraft``.
package struct RowMask: Sendable, Equatable {
  /// What is left of the file; the same figures as in its footer, but of living rows only.
  package struct Remainder: Sendable, Equatable {
    package var rows = 0
    package var users = 0
    /// Meaningless without rows.
    package var firstTime = Timestamp(microseconds: 0)
    package var lastTime = Timestamp(microseconds: 0)
    /// Living rows by event code of the file.
    package var eventRows: [Int] = []
    /// Living rows with a value by column code of the file.
    package var columnRows: [Int] = []

    package init() {}
  }

  /// By number of the row group; groups without dead rows are missing.
  package var groups: [Int: DeadRows]
  package var remainder: Remainder

  package init(groups: [Int: DeadRows], remainder: Remainder) {
    self.groups = groups
    self.remainder = remainder
  }

  /// Dead rows of the file by cause.
  package func count(_ cause: DeathCause) -> Int { groups.values.reduce(0) { $0 + $1.count(cause) } }

  /// Dead rows of the file.
  package var deadRows: Int { groups.values.reduce(0) { $0 + $1.rows.count } }
}
