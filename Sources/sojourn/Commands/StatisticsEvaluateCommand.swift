import ArgumentParser
import Reporting
import Statistics

/// `sojourn statistics evaluate`.
struct StatisticsEvaluateCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compute cases such as tests and intervals, to hold them against another library.",
    discussion: """
      Reads {"cases":[...]}, an array of cases, or one case per line. A case has an
      id, a kind and inputs; the answer is one line {"id":...,"result":{...}} per
      case. What cannot be computed is null, with a reason.

      EXAMPLES
        sojourn statistics evaluate cases.json
        echo '{"id":1,"kind":"wilson_ci","inputs":{"x":8,"n":10,"alpha":0.05}}' | \\
          sojourn statistics evaluate -

      KINDS
      \(kindLines)
      """)

  private static let longestText = 256 << 20

  /// The kinds that can be computed, a few per line.
  private static var kindLines: String {
    var lines = [""]
    for kind in CaseEvaluator.kinds {
      if lines[lines.count - 1].count + kind.count > 74 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "  " : ", ") + kind
    }
    return lines.joined(separator: ",\n")
  }

  @Argument(help: "The file of cases; - is standard input.")
  var file: String

  func execute() throws -> CommandExit {
    let text = try TextFile.contents(file, limit: Self.longestText)
    let cases = try CaseFile(name: file == "-" ? "standard input" : file).cases(of: text)
    for item in cases {
      var writer = JSONWriter()
      writer.object { json in
        json.member(named: "id") { item.id.write(to: &$0) }
        json.member(named: "result") {
          CaseEvaluator.evaluate(kind: item.kind, inputs: item.inputs).write(to: &$0)
        }
      }
      try StandardStream.output.write(writer.text + "\n")
    }
    return .done
  }
}
