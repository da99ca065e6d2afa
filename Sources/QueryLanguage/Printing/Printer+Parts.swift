import EventModel

extension Printer {
  /// The canonical text of one step.
  public static func print(_ step: Step) -> String {
    var printer = Printer()
    return printer.text(step)
  }

  /// The canonical text of a pattern.
  public static func print(_ pattern: Pattern) -> String {
    var printer = Printer()
    return printer.text(pattern)
  }

  /// A metric as the language writes it.
  ///
  /// Options of the matcher that were written stand behind it.
  public static func print(_ metric: GoalMetric, _ matching: MatchingOptions) -> String {
    var printer = Printer()
    let metric = printer.text(metric)
    return ([metric] + printer.parts(matching)).joined(separator: " ")
  }

  /// The metric as text.
  public static func print(_ metric: GoalMetric) -> String {
    var printer = Printer()
    return printer.text(metric)
  }

  /// The canonical text of a property or field.
  public static func print(_ property: PropertyReference) -> String {
    Printer().text(property)
  }
}
