public import QueryLanguage

/// Why a statement gave no answer, as facts.
public enum QueryError: Error, Sendable, Equatable {
  /// The statement does not fit the data or the engine; at least one problem, in the order of the text.
  case invalid([StatementProblem])
  /// The person asked to stop.
  case cancelled
}

/// What a number of a statement must be.
public enum NumberRule: Sendable, Equatable {
  case positive
  case notNegative
  case notZero
  /// In percent, from 0 to 100.
  case share
}

/// One thing in a statement that the engine cannot accept.
public struct StatementProblem: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case unknownEvent(String)
    case unknownProperty(String)
    case unknownZone(String)
    /// `per account` in a store where no property is named to hold accounts.
    case noAccountProperty
    /// A part of the language that this version does not compute yet, in the words of the language.
    case notComputed(String)
    /// Parts of the statement mean nothing together.
    case contradiction(Contradiction)
    /// The step, counted from 1, can never be reached.
    case neverMatches(step: Int, Unreachability)
    /// The end of the range is not after its start.
    case emptyRange
    case windowNotPositive
    case tooManySteps(Int, allowed: Int)
    case depthOutOfBounds(Int, allowed: ClosedRange<Int>)
    case topNotPositive
    case stepNumberOutOfBounds(Int, steps: Int)
    /// The step, counted from 1, may be skipped, so no attempt is as deep as that.
    case optionalStep(Int)
    /// The exposure events carry fewer than two variants.
    case tooFewVariants([String])
    case unknownVariant(String, known: [String])
    case levelOutOfBounds(Double)
    /// A number that its rule does not allow; `what` is what the number is, in the words of the language.
    case numberOutOfBounds(what: String, Double, NumberRule)
    /// Times cannot be rounded to pieces of no length.
    case resolutionNotPositive
    case unknownSegment(String)
    /// The names that lead from a definition back to itself, the first one twice.
    case cyclicDefinition([String])
    /// A defined event has the name of events in the snapshot.
    case nameTaken(String)
    /// What is to be removed is not defined.
    case unknownDefinition(kind: String, name: String)
    /// What is to be removed is named by other definitions.
    case definitionInUse(String, by: [String])
    /// A setting that nothing reads.
    case unknownSetting(String, known: [String])
    /// A setting's value is not of the kind it needs, which is said in words.
    case unfitSetting(String, needs: String)
    /// The range has more calendar buckets than anyone would read.
    case tooManyBuckets(Int, allowed: Int)
    /// `compare previous period` needs a range with both ends.
    case comparisonWithoutRange
    /// There is nothing between the steps of a pattern of one step.
    case patternTooShort
    /// `stopped` needs a period that begins somewhere.
    case periodWithoutStart
    /// `node` has more distinct values than paths can be made of.
    case tooManyLabels(allowed: Int)
    /// `by` makes more groups than memory is meant to hold.
    case tooManyGroups(allowed: Int)
    /// One unit has too many events for such a pattern.
    case tooManyCombinations
  }

  public var kind: Kind
  public var span: SourceSpan
  /// Names in the snapshot that are near, nearest first.
  public var suggestions: [String]

  public init(_ kind: Kind, at span: SourceSpan, suggestions: [String] = []) {
    self.kind = kind
    self.span = span
    self.suggestions = suggestions
  }

  /// A stable word for scripts.
  public var code: String {
    switch kind {
    case .unknownEvent: "unknown-event"
    case .unknownProperty: "unknown-property"
    case .unknownZone: "unknown-zone"
    case .noAccountProperty: "no-account-property"
    case .notComputed: "not-computed"
    case .contradiction: "contradiction"
    case .neverMatches: "never-matches"
    case .emptyRange: "empty-range"
    case .windowNotPositive: "window-not-positive"
    case .tooManySteps: "too-many-steps"
    case .depthOutOfBounds: "depth-out-of-bounds"
    case .topNotPositive: "top-not-positive"
    case .stepNumberOutOfBounds: "step-number-out-of-bounds"
    case .optionalStep: "optional-step"
    case .tooFewVariants: "too-few-variants"
    case .unknownVariant: "unknown-variant"
    case .levelOutOfBounds: "level-out-of-bounds"
    case .numberOutOfBounds: "number-out-of-bounds"
    case .resolutionNotPositive: "resolution-not-positive"
    case .tooManyLabels: "too-many-labels"
    case .tooManyGroups: "too-many-groups"
    case .tooManyCombinations: "too-many-combinations"
    case .unknownSegment: "unknown-segment"
    case .cyclicDefinition: "cyclic-definition"
    case .nameTaken: "name-taken"
    case .unknownDefinition: "unknown-definition"
    case .definitionInUse: "definition-in-use"
    case .unknownSetting: "unknown-setting"
    case .unfitSetting: "unfit-setting"
    case .tooManyBuckets: "too-many-buckets"
    case .comparisonWithoutRange: "comparison-without-range"
    case .patternTooShort: "pattern-too-short"
    case .periodWithoutStart: "period-without-start"
    }
  }
}
