import QueryEngine
import QueryLanguage
import Reporting

extension ErrorRenderer {
  func messages(for error: QueryError) -> [ErrorMessage] {
    switch error {
    case .cancelled: [ErrorMessage("cancelled", "cancelled", exit: .cancelled)]
    case .invalid(let problems): problems.map { message(for: $0) }
    }
  }

  func message(for diagnostic: Diagnostic) -> ErrorMessage {
    message(
      diagnostic.code.rawValue, diagnostic.message, hint: diagnostic.hint, at: diagnostic.span,
      marksPlace: diagnostic.code != .textTooLong)
  }

  func message(for problem: StatementProblem) -> ErrorMessage {
    message(
      problem.code, sentence(for: problem.kind), hint: hint(for: problem), at: problem.span)
  }

  /// A message about a place in a statement, with the line it stands in.
  private func message(
    _ code: String, _ sentence: String, hint: String?, at span: SourceSpan, marksPlace: Bool = true
  ) -> ErrorMessage {
    let isNowhere = span.range.isEmpty && span.start == .start
    guard marksPlace, let statements, let span = isNowhere ? statements.span : span else {
      let file = statements?.file.map { ErrorLocation(file: $0) }
      return ErrorMessage(code, sentence, hint: hint, at: file, exit: .wrongRequest)
    }
    return ErrorMessage(
      code, sentence, hint: hint,
      at: ErrorLocation(
        file: statements.file, line: span.start.line, column: span.start.column, offset: span.start.offset),
      excerpt: SourceExcerpt(of: span, in: statements.text), exit: .wrongRequest)
  }

  private var inSnapshot: String { snapshot.map { " in snapshot \($0)" } ?? "" }

  private func sentence(for kind: StatementProblem.Kind) -> String {
    switch kind {
    case .unknownEvent(let name): "there is no event '\(name)'\(inSnapshot)"
    case .unknownProperty(let name): "there is no property '\(name)'\(inSnapshot)"
    case .unknownZone(let name): "'\(name)' is not a time zone known to this system"
    case .noAccountProperty: "no property is named to hold the accounts\(inSnapshot)"
    case .notComputed(let part): "'\(part)' is part of the language but not computed by this version"
    case .contradiction(let contradiction): sentence(for: contradiction)
    case .neverMatches(let step, let reason): "step \(step) can never be reached: \(self.reason(reason))"
    case .emptyRange: "the range ends before it begins"
    case .windowNotPositive: "a length of time must not be negative here, and a count must be at least 1"
    case .tooManySteps(let count, let allowed): "\(count) steps are too many; at most \(allowed) are allowed"
    case .depthOutOfBounds(let depth, let allowed):
      "\(depth) is out of bounds; allowed is \(allowed.lowerBound) to \(allowed.upperBound)"
    case .topNotPositive: "'top' needs a number of at least 1"
    case .stepNumberOutOfBounds(let number, let steps):
      "there is no step \(number); the pattern has \(Phrase.count(steps, "step"))"
    case .optionalStep(let number):
      "step \(number) may be skipped, so nobody is said to have come as far as that"
    case .tooFewVariants(let found):
      found.isEmpty
        ? "no exposure event carries a variant, so there is nothing to compare"
        : "there is only the variant \(Phrase.list(found)), so there is nothing to compare"
    case .unknownVariant(let name, let known):
      "there is no variant '\(name)'; the exposure events carry \(Phrase.list(known))"
    case .levelOutOfBounds(let level):
      "a level of \(NumberText.general(level)) is out of bounds; allowed is more than 0 and less than 1"
    case .numberOutOfBounds(let what, let number, .positive):
      "\(what) must be more than 0, not \(NumberText.general(number))"
    case .numberOutOfBounds(let what, let number, .notNegative):
      "\(what) must be 0 or more, not \(NumberText.general(number))"
    case .numberOutOfBounds(let what, _, .notZero):
      "\(what) of 0 is no difference; give one above or below 0, such as 5%"
    case .numberOutOfBounds(let what, let number, .share):
      "\(what) must be between 0% and 100%, not \(NumberText.general(number))%"
    case .resolutionNotPositive:
      "a resolution must be longer than 0s; it is what times are rounded down to, such as 1s"
    case .unknownSegment(let name): "no segment is called '\(name)'"
    case .cyclicDefinition(let names):
      "the definition leads back to itself: \(names.map { "'\($0)'" }.joined(separator: " → "))"
    case .nameTaken(let name):
      "'\(name)' cannot stand for a definition: there are events of this name\(inSnapshot)"
    case .unknownDefinition(let kind, let name): "no \(kind) is defined as '\(name)'"
    case .definitionInUse(let name, let users):
      "'\(name)' is used by \(Phrase.list(users)), so it cannot be removed"
    case .unknownSetting(let name, _): "there is no setting '\(name)'"
    case .unfitSetting(let name, let needs): "the setting '\(name)' needs \(needs)"
    case .tooManyBuckets(let count, let allowed):
      "the range has \(NumberText.grouped(count)) buckets; at most \(NumberText.grouped(allowed)) are listed"
    case .comparisonWithoutRange: "there is no range whose previous period could be taken"
    case .patternTooShort: "a pattern of one step has no way from its first step to its last"
    case .periodWithoutStart: "'stopped' needs a period that begins somewhere"
    case .tooManyLabels(let allowed):
      "'node' has more distinct values than paths can be made of (\(Phrase.count(allowed, "value")))"
    case .tooManyGroups(let allowed): "'by' makes more than \(Phrase.count(allowed, "group"))"
    case .tooManyCombinations: "a unit has too many events for this pattern: matching it would not end soon"
    }
  }

  /// What every event has, by the names that other tools give it.
  private static let fieldsElsewhere: [String: String] = [
    "date": "the time of an event is called 'time', as in time >= 2026-01-31; days are chosen by from … to …",
    "timestamp": "the time of an event is called 'time', as in time >= 2026-01-31",
    "datetime": "the time of an event is called 'time', as in time >= 2026-01-31",
    "ts": "the time of an event is called 'time', as in time >= 2026-01-31",
    "day": "the time of an event is called 'time'; days are chosen by from … to …, buckets by every day",
    "user_id": "the user of an event is called 'user'", "userid": "the user of an event is called 'user'",
    "distinct_id": "the user of an event is called 'user'", "uid": "the user of an event is called 'user'",
    "event_name": "the name of an event is called 'event'", "name": "the name of an event is called 'event'",
    "event_type": "the name of an event is called 'event'",
    "session_id": "the session of an event is called 'session'",
  ]

  private func hint(for problem: StatementProblem) -> String? {
    if case .unknownProperty(let name) = problem.kind, let hint = Self.fieldsElsewhere[name.lowercased()] {
      return hint
    }
    if let question = Phrase.didYouMean(problem.suggestions) { return question }
    return switch problem.kind {
    case .unknownEvent: "'show events' lists the events"
    case .unknownProperty(let name):
      "'show properties' lists the properties; a text to compare with takes single quotes: '\(name)'"
    case .unknownZone: "write a name like 'Europe/Berlin' or an offset like '+01:00'"
    case .noAccountProperty:
      "name it when events are read: sojourn ingest csv … --account PROPERTY; or write 'per' and the property"
    case .tooFewVariants:
      "check the exposure event, its condition, the name after 'variant' and the list after 'variants'"
    case .unknownSegment(let name):
      "'show segments' lists those in force; define it: segment \"\(name)\" = did …"
    case .nameTaken: "define it under a name that no event has"
    case .unknownDefinition: "'show definitions' lists what is defined"
    case .definitionInUse: "remove or redefine those first"
    case .unknownSetting(_, let known): "settings are \(Phrase.list(known))"
    case .unfitSetting: nil
    case .tooManyBuckets: "choose a longer period after 'every', or a shorter range"
    case .comparisonWithoutRange: "write 'last 30d', or 'from' and 'to'"
    case .optionalStep: "name a step without '?'; an optional step has its own count of attempts"
    case .patternTooShort: "add the step that counts as converting"
    case .periodWithoutStart: "write 'in last 30d' or 'from 2026-01-01' after the event"
    case .tooManyLabels: "group values with 'group', or choose another property"
    case .tooManyGroups: "choose a property with fewer values"
    case .tooManyCombinations: "add 'within', or leave the unit out with 'where'"
    case .contradiction(let contradiction): hint(for: contradiction)
    case .neverMatches(_, let reason): hint(for: reason)
    case .notComputed, .emptyRange, .windowNotPositive, .tooManySteps, .depthOutOfBounds, .topNotPositive,
      .stepNumberOutOfBounds, .unknownVariant, .levelOutOfBounds, .numberOutOfBounds, .resolutionNotPositive,
      .cyclicDefinition:
      nil
    }
  }
}
