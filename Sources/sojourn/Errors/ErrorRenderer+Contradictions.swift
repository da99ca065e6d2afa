import QueryEngine
import QueryLanguage

/// Why parts of a statement mean nothing together, and what to write instead.
extension ErrorRenderer {
  func sentence(for contradiction: Contradiction) -> String {
    switch contradiction {
    case .everyStepOptional: "every step may be skipped, so there is nothing to count"
    case .readsLeadingStep:
      "an optional step at the beginning never decides which attempts count, so no later step can read its event"
    case .unboundedRepetition:
      "'=>' and conditions on arrows need to know how often the step beside them repeats"
    case .dressedExclusion:
      "an event that is ruled out is one event: it cannot be repeated, be the first or have an alias"
    case .dressedEvent: "single events are meant here: they cannot be repeated, be the first or have an alias"
    case .relativeEvent: "single events are meant here, whatever an earlier step was"
    case .clausesOfSegment:
      "a segment is told by all events of a user: only 'from', 'to', 'last' and 'in' say something there"
    case .relativeExclusion: "what is excluded cannot depend on an earlier step"
    case .exclusionOfSingleStep: "a pattern of one step has nothing between its steps"
    case .arrowsWithoutOrder(let order):
      "'order \(order.rawValue)' has no arrows: they can carry no conditions, and no step can be skipped"
    case .relationsWithoutOrder(let order):
      "'order \(order.rawValue)' has no earlier steps that a condition could read"
    case .toleranceWithoutOrder(let order): "'order \(order.rawValue)' lets events come in any order already"
    case .innerExclusionWithoutOrder:
      "unordered steps have no places, so events can be excluded between the first and the last one only"
    case .sets(let clause):
      "'order sets' asks what happened at all, whenever that was; '\(clause)' says nothing there"
    case .removeUnitWithEvery:
      "where attempts are counted ('entry every', so many 'times'), an exclusion can end one but not remove the unit"
    case .timesWithEntry: "so many 'times' counts whole attempts one after the other, as 'entry every' does"
    case .foldWithRelation: "'repeats fold' cannot tell a repeat of a step that reads an earlier one"
    case .sessionsOfOtherUnits: "only users have several sessions"
    case .weekStartWithoutTrend: "'week starts' needs weeks"
    case .attributeAllOfAttempts:
      "'attribute all' makes a funnel of each value's events, but a count or an alias is a value of whole attempts"
    case .havingAttributeAll: "'having' judges one attempt by one value"
    case .compareAttributeAll: "'attribute all' lets units be on several sides, which cannot be compared"
    case .sameSideTwice: "a side compared with itself differs in nothing"
    case .correlateEvery:
      "'entry every' counts a unit several times, so its attempts are no independent observations"
    case .boundaryAsStep: "'start' and 'end' are no events"
    case .dressedCut: "journeys are cut at the first event that fits; it cannot be repeated or have an alias"
    }
  }

  func hint(for contradiction: Contradiction) -> String? {
    switch contradiction {
    case .everyStepOptional: "leave the '?' out of one step"
    case .readsLeadingStep: "leave its '?' out, or judge finished attempts with 'having'"
    case .unboundedRepetition: "write an upper bound, such as {2,10}"
    case .dressedExclusion: "write the event and a condition in brackets only"
    case .dressedEvent, .relativeEvent: "write the event and a condition on its own properties only"
    case .clausesOfSegment: "put the condition into the definition, or ask 'funnel any among segment …'"
    case .relativeExclusion: "write it on the arrow: a: view -[not refund[item_id = a.item_id]]-> purchase"
    case .exclusionOfSingleStep: "add a step, or leave the events out with 'where'"
    case .arrowsWithoutOrder, .relationsWithoutOrder: "leave 'order' out, or the conditions"
    case .toleranceWithoutOrder: "leave 'tolerance' out"
    case .innerExclusionWithoutOrder: "leave 'between' out"
    case .sets: "leave it out, or write 'order unordered'"
    case .removeUnitWithEvery: "leave 'effect' out, or what counts attempts"
    case .timesWithEntry: "leave 'entry' out, or the number of times"
    case .foldWithRelation: "leave 'repeats fold' out, or the condition"
    case .sessionsOfOtherUnits: "write a window of time or events"
    case .weekStartWithoutTrend: "add 'every week'"
    case .attributeAllOfAttempts: "write properties after 'by'"
    case .havingAttributeAll, .compareAttributeAll: "write 'attribute first', 'last', 'nearest' or 'step 1'"
    case .sameSideTwice: "name another side, or 'rest' for everyone else"
    case .correlateEvery: "leave 'entry' out, or write 'per session'"
    case .boundaryAsStep: "write 'any' for whatever came"
    case .dressedCut: "write the event and a condition in brackets only"
    }
  }

  func reason(_ reason: Unreachability) -> String {
    switch reason {
    case .emptyGap: "its 'after' is longer than its 'within'"
    case .gapsBeyondWindow: "the gaps that lead to it add up to more than the window"
    case .windowOfTooFewEvents: "the window ends before so many events"
    case .instantWindow:
      "the window is one instant, and 'ties strictly-later' wants it later than the step before"
    }
  }

  func hint(for reason: Unreachability) -> String? {
    switch reason {
    case .emptyGap: "the gap lies between 'after' and 'within': write the shorter one after 'after'"
    case .gapsBeyondWindow: "widen the window, or shorten what stands after 'after'"
    case .windowOfTooFewEvents: "a window of n events reaches n places beyond the first step"
    case .instantWindow: "widen the window, or leave 'ties' out"
    }
  }
}
