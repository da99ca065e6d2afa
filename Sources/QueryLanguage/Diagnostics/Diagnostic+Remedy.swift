extension Diagnostic {
  /// What people who come from another language are told beside the mistake itself.
  public enum Remedy: Hashable, Sendable {
    /// This, in place of what was written.
    case write(String)
    /// This text, in single quotes.
    case quoteText(String)
    /// The statement is one of SQL.
    case isSQL
    /// The text begins with a clause of statements.
    case clauseBeforeStatement(String)
    /// Counting is what funnels of one step do.
    case countByFunnel
    /// Definitions begin with what they define.
    case defineWithoutVerb
    /// `help` is a command of the prompt.
    case helpIsNoStatement
    /// A clause stands where the subject should.
    case subjectFirst
    /// Parentheses hold alternatives, not patterns.
    case parenthesesHoldNames
    /// Conditions call no functions.
    case noFunctions
    /// Answers have an order of their own.
    case answersAreOrdered
  }

  /// The remedy as a sentence; `statement` is the first word of the statement, where it has one.
  static func sentence(for remedy: Remedy, in statement: String?) -> String {
    switch remedy {
    case .write(let text): "write \(text)"
    case .quoteText(let text): "a text takes single quotes: \(Printer.quotedString(text))"
    case .isSQL:
      "this is no SQL: begin with 'show events', then ask something like funnel view -> purchase within 7d by platform"
        + "; 'help sql' at the prompt says what stands for what"
        + "; \(listOfStatements)"
    case .clauseBeforeStatement(let word):
      "'\(word)' is a clause and comes after what a statement asks about: funnel view -> purchase \(word) …"
    case .countByFunnel:
      "'show events' counts all events, and funnel purchase by platform the users who did one"
    case .defineWithoutVerb: "definitions begin with what they define: segment Buyers = did purchase"
    case .helpIsNoStatement: "'help' is a command of the prompt; \(listOfStatements)"
    case .subjectFirst:
      "what is asked about comes first, clauses come after it: \(statement ?? "funnel") view -> purchase …"
    case .parenthesesHoldNames:
      "parentheses hold alternatives, as in (view|search); a pattern has none: view -> purchase"
    case .noFunctions:
      "conditions call no functions; matches '…'i ignores upper and lower case, and an event of its own takes conditions in brackets"
    case .answersAreOrdered:
      "answers are ordered by size, the largest first, and 'top 5' keeps so many"
    }
  }

  /// The words a statement begins with, as part of a sentence.
  static var listOfStatements: String { "statements are \(Keywords.statements.joined(separator: ", "))" }
}
