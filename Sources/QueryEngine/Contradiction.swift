public import QueryLanguage

/// Parts of a statement that mean nothing together; why, and what to write instead, is told where errors become
/// sentences.
public enum Contradiction: Error, Sendable, Equatable {
  /// Every step of the pattern may be skipped.
  case everyStepOptional
  /// A step reads the event of an optional step at the beginning, which never decides which attempts count.
  case readsLeadingStep
  /// `x{2,}` next to `=>` or a condition on the arrow.
  case unboundedRepetition
  /// `first`, repetition or an alias on an event that is ruled out.
  case dressedExclusion
  /// `first`, repetition or an alias on an event that is counted or looked for by itself.
  case dressedEvent
  /// A condition on an earlier step in such an event.
  case relativeEvent
  /// Clauses of streams on a segment, which reads all events of a user.
  case clausesOfSegment
  /// `excluding x[p = a.p]`.
  case relativeExclusion
  case exclusionOfSingleStep
  /// Conditions on arrows or optional steps where steps have no order.
  case arrowsWithoutOrder(StepOrder)
  /// Conditions on an earlier step where steps have no order.
  case relationsWithoutOrder(StepOrder)
  case toleranceWithoutOrder(StepOrder)
  /// Exclusions between inner steps of an unordered pattern.
  case innerExclusionWithoutOrder
  /// A clause that `order sets` leaves no meaning, in the words of the language.
  case sets(with: String)
  case removeUnitWithEvery
  /// `did a -> b >= 2 times entry first`
  case timesWithEntry
  /// `repeats fold` after a step that reads an earlier one.
  case foldWithRelation
  /// Windows in sessions where units are no users.
  case sessionsOfOtherUnits
  case weekStartWithoutTrend
  /// `attribute all` beside groups that are no values of single events.
  case attributeAllOfAttempts
  case havingAttributeAll
  /// `compare` by values beside `attribute all`.
  case compareAttributeAll
  /// `compare` of a side with itself.
  case sameSideTwice
  /// `correlate … entry every`.
  case correlateEvery
  /// `start` or `end` in place of an event.
  case boundaryAsStep
  /// `first`, repetition or an alias where journeys are cut.
  case dressedCut
}

/// Why a step can never be reached, whatever the events are.
public enum Unreachability: Sendable, Equatable {
  /// `-[after 7d, within 1d]->`
  case emptyGap
  /// The gaps asked for add up to more than the window.
  case gapsBeyondWindow
  /// The window has fewer events than the pattern has steps.
  case windowOfTooFewEvents
  /// `within 0s` while each step must be later than the one before.
  case instantWindow
}
