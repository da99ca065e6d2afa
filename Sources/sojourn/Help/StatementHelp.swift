import QueryLanguage

/// What the prompt explains: the language at a glance, each statement, and the subjects that several share.
struct StatementHelp {
  /// The word after `help`.
  var topic: String
  /// One line for the overview.
  var summary: String
  /// How it is written.
  var syntax: [String]
  /// What can be added, with its meaning.
  var clauses: [(String, String)] = []
  /// What stands above the clauses.
  var heading = "CLAUSES, in any order"
  /// Statements that run on the demo store as they are.
  var examples: [String]
  /// Further sentences.
  var notes: [String] = []
}

extension StatementHelp {
  /// The words `help` knows, sorted.
  static let topics = all.map(\.topic).sorted()

  /// The help on `topic`, or the overview; ends in a line break.
  static func text(of topic: String?) throws(CommandError) -> String {
    guard let topic else { return overview }
    let word = plainTopic(topic.lowercased().filter { $0 != ";" })
    if let help = all.first(where: { $0.topic == word }) { return help.text }
    // A clause is explained where it belongs.
    let owners = all.filter {
      $0.clauses.contains { $0.0.split(separator: " ").first.map(String.init) == word }
    }
    if let first = owners.first {
      let rows = owners.flatMap { owner in
        owner.clauses.filter { $0.0.hasPrefix(word) }.map { ($0.0, $0.1 + " (help \(owner.topic))") }
      }
      return table(rows) + "\nEXAMPLE\n" + lines(first.examples.prefix(1))
    }
    // Words of notes and examples lead to the topics that have them.
    let mentions = all.filter { $0.text.lowercased().split { !$0.isLetter }.contains { $0 == word } }
    if !mentions.isEmpty {
      return table(mentions.map { ("help " + $0.topic, $0.summary) })
    }
    throw .unknownHelpTopic(topic, suggestions: Suggestion.ranked(for: word, among: topics))
  }

  /// The topic for what people also call it.
  private static func plainTopic(_ word: String) -> String {
    switch word {
    case "select", "sql", "group by", "order by", "count", "join": "sql"
    case "metric", "metrics", "goals", "a/b", "ab", "variants": "experiment"
    case "step", "steps and arrows", "arrows", "pattern": "patterns"
    case "condition", "filter", "filters": "conditions"
    case "breakdown": "breakdowns"
    case "unit": "units"
    case "range", "dates", "date": "ranges"
    default: word
    }
  }

  /// The help as shown.
  var text: String {
    var text = summary + "\n\n" + syntax.map { "  " + $0 + "\n" }.joined()
    if !clauses.isEmpty { text += "\n" + heading + "\n" + Self.table(clauses) }
    text += (examples.count == 1 ? "\nEXAMPLE\n" : "\nEXAMPLES\n") + Self.lines(examples)
    if !isAnswered { text += "\nThis version reads the statement and does not answer it yet.\n" }
    for note in notes { text += "\n" + note + "\n" }
    return text
  }

  private static let overview = """
    A statement ends with ';' and may take several lines. Tab completes.

    LOOK AROUND
      show events;                 what happened, how often, by how many users
      show properties;             what is known about the events
      describe event purchase;     one event in detail

    ASK
    \(asking)
    KEEP AND INSPECT
    \(keeping)
    NOT ANSWERED BY THIS VERSION, though it reads them
    \(planned)
    help funnel explains one of them with examples; help patterns, conditions,
    ranges, units, breakdowns and segments explain what they share; help sql says
    what stands for what.

    COMMANDS
      \\format table|json|csv|markdown|html   how answers are written
      \\timing          say how long answers take, or stop saying it
      \\o answers.txt   write answers to a file; \\o alone: to the terminal again
      \\w last.soj      write the last statement to a file
      export last to 'x.csv'   write the last answer: .csv .json .md .html .txt
      \\snapshot N      ask snapshot N; without N the newest
      \\pager           show long answers in $PAGER, or stop doing so
      \\help            this text
      \\q               end the session (or Ctrl-D)

    """

  private static let asking = table(
    all.filter { $0.isQuestion && $0.isAnswered }.map { ($0.topic, $0.summary) })
  private static let keeping = table(
    all.filter { !$0.isQuestion && $0.isAnswered && Keywords.statements.contains($0.topic) }
      .map { ($0.topic, $0.summary) })
  private static let planned = table(all.filter { !$0.isAnswered }.map { ($0.topic, $0.summary) })

  /// Statements of the language that the engine refuses so far.
  static let unanswered: Set<String> = [
    "transitions", "steps", "match", "frequent", "retention", "trend", "lifecycle", "stickiness",
    "attribution", "timeline",
  ]

  private var isAnswered: Bool { !Self.unanswered.contains(topic) }

  private var isQuestion: Bool {
    Keywords.statements.contains(topic)
      && !["show", "describe", "explain", "segment", "event", "group", "set", "remove", "timeline"].contains(
        topic)
  }

  private static func lines(_ examples: some Sequence<String>) -> String {
    examples.map { example in
      example.split(separator: "\n").map { "  \($0)\n" }.joined()
    }.joined()
  }

  /// Two columns; the right one is wrapped to fit 80 columns.
  static func table(_ rows: [(String, String)]) -> String {
    let width = min(28, rows.reduce(0) { max($0, $1.0.count) } + 2)
    return rows.map { left, right in
      var text = "  " + left
      var column = 2 + left.count
      if column + 2 > 2 + width {
        text += "\n" + String(repeating: " ", count: 2 + width)
      } else {
        text += String(repeating: " ", count: 2 + width - column)
      }
      column = 2 + width
      for (place, word) in right.split(separator: " ").enumerated() {
        if place > 0, column + 1 + word.count > 79 {
          text += "\n" + String(repeating: " ", count: 2 + width)
          column = 2 + width
        } else if place > 0 {
          text += " "
          column += 1
        }
        text += word
        column += word.count
      }
      return text + "\n"
    }.joined()
  }
}
