import Testing

@testable import QueryLanguage

/// What the scripts leave out.
@Suite struct ScriptCoverageTests {
  /// The words of all statements of the scripts, by the statement's form; those of `explain` count for what it explains.
  private static let statements: [(form: StatementForm, words: [String])] = ScriptFile.all.flatMap {
    $0.questions.compactMap { question in
      let words = question.statement.lowercased().split { $0.isWhitespace || $0 == "," }.map(String.init)
      return words.first.flatMap(StatementForm.init(rawValue:)).map { ($0, words) }
    }
  }

  @Test(arguments: StatementForm.allCases)
  func `each statement has a script`(_ form: StatementForm) {
    #expect(Self.statements.contains { $0.form == form })
  }

  @Test(arguments: ClauseKind.allCases)
  func `each clause has a script`(_ clause: ClauseKind) {
    #expect(
      Self.statements.contains { form, words in
        form.clauses.contains(clause) && Self.holds(words, clause)
      }, "\(clause.spelling)")
  }

  /// Clauses of funnels, journeys and experiments are computed in code of their own, so each needs its own script.
  @Test(arguments: [StatementForm.funnel, .journeys, .experiment, .correlate])
  func `each clause of the statements that are computed has a script of that statement`(_ form: StatementForm)
  {
    let missing = form.clauses.filter { clause in
      !Self.statements.contains { $0.form == form && Self.holds($0.words, clause) }
    }
    #expect(missing.map(\.spelling).sorted() == [])
  }

  @Test func `each word of each option of a funnel has a script`() {
    let words =
      StepOrder.allCases.map(\.rawValue) + RepeatRule.allCases.map(\.rawValue)
      + ReuseRule.allCases.map(\.rawValue) + RangeScope.allCases.map(\.rawValue)
      + EntryRule.allCases.map(\.rawValue) + TieRule.allCases.map(\.rawValue)
      + ExclusionEffect.allCases.map(\.rawValue) + Preset.allCases.map(\.rawValue)
      + HeldValues.allCases.map(\.rawValue) + ExperimentMethod.allCases.map(\.rawValue)
    let texts = Self.statements.map { $0.words.joined(separator: " ") }
    #expect(words.filter { word in !texts.contains { $0.contains(word) } } == [])
  }

  private static func holds(_ words: [String], _ clause: ClauseKind) -> Bool {
    words.dropFirst().enumerated().contains { place, word in
      guard word == clause.keyword else { return false }
      guard let seconds = clause.secondWord else { return true }
      return words.dropFirst(place + 2).first.map(seconds.contains) ?? false
    }
  }
}
