package import EventModel

/// One way a sequence fills a pattern.
package struct NaiveAttempt: Sendable, Equatable {
  /// For each step number (from 0) the position of its event; `nil` if skipped or not reached.
  ///
  /// With `order unordered`, number n is the n-th matched event.
  package var places: [Int?]
  /// For each step number the written step its event fills; only `unordered` differs from 0, 1, 2, ….
  package var filled: [Int]
  /// How many mandatory steps are filled.
  package var depth: Int

  /// The position of the first event.
  package var start: Int { places.compactMap { $0 }[0] }
}

/// An attempt that entered the counts, with all that is reported of it.
package struct NaiveCountedAttempt: Sendable {
  package var unit: NaiveUnitKey
  /// The values of `holding`, empty without it.
  package var held: [PropertyValue]
  package var attempt: NaiveAttempt
  package var depth: Int
  /// The events of the attempt by step number.
  package var events: [NaiveEvent?]
  /// The times by step number, floored by `resolution`; all `nil` for `sets`.
  package var times: [Int64?]
  /// Whether it is unconverted and a window still runs; `nil` without a window.
  package var isOpen: Bool?
  /// The group it falls into, `nil` without `by`.
  package var group: NaiveGroup?
}

/// The group of an attempt: one value per `by` property.
package struct NaiveGroup: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case value, none, other, notReached }
  package var kind: Kind
  /// `nil` values are `(none)` within a group of several properties; empty for the other kinds.
  package var values: [PropertyValue?]

  package init(kind: Kind, values: [PropertyValue?] = []) {
    self.kind = kind
    self.values = values
  }
}
