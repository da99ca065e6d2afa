/// The keys of a job file: the one table that files are checked against and that the JSON Schema is made of.
package enum JobSchema {
  /// A job file as a whole.
  static let root = JobShape.mapping([
    JobKey("job", .text, isRequired: true, "The job's name, for the log and the summary."),
    JobKey("description", .text, "What the job is for."),
    JobKey("store", .path, "The store's directory; --store and SOJOURN_STORE stand in for it."),
    JobKey("time_zone", .text, "The zone of dates and statements that name none; UTC by default."),
    JobKey("log", .path, "The run log, JSON Lines; by default the job file's name with .log.jsonl."),
    JobKey("parameters", .named(.mapping(parameter)), "Values that --set NAME=VALUE replaces."),
    JobKey(
      "ingest", .list(.kinds(inputs), allowsOne: false), "Inputs that are read into the store, in order."),
    JobKey("statements", .list(.mapping(statement), allowsOne: false), "What is asked, in order."),
    JobKey(
      "expect", .list(.text, allowsOne: true),
      "What must hold of the answers, or the run fails: funnel.steps[3].rate >= 0.02."),
  ])

  static let parameterTypes = ["text", "integer", "number", "flag", "date"]
  static let outputFormats = ["table", "json", "csv", "markdown", "html"]

  private static let parameter = [
    JobKey("type", .word(parameterTypes), "text by default."),
    JobKey(
      "default", .scalar, "Its value without --set; a date may be relative: yesterday, start of month - 1d."),
    JobKey("values", .list(.scalar, allowsOne: false), "The only values allowed."),
    JobKey("description", .text, "What it is for."),
  ]

  private static let statement = [
    JobKey("name", .text, isRequired: true, "What expectations and the summary call it."),
    JobKey("ask", .text, isRequired: true, "One statement."),
    JobKey("snapshot", .integer, "Ask this snapshot instead of the newest."),
    JobKey("outputs", .list(.mapping(output), allowsOne: true), "Files the answer is written to."),
    JobKey("expect", .list(.text, allowsOne: true), "What must hold of this answer or earlier ones."),
  ]

  private static let output = [
    JobKey("path", .path, isRequired: true, "The file; it is replaced as a whole, and directories are made."),
    JobKey(
      "format", .word(outputFormats), "How the answer is written; by default what the path's ending says."),
    JobKey(
      "keep", .ageOrCount,
      "Remove files this output wrote in earlier runs: all but 30, or those older than 30d."),
  ]

  // MARK: JSON Schema

  /// The schema of job files for editors, as JSON text; ends in a line break.
  package static var text: String {
    let head = [
      "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"",
      "\"title\": \"A job of Sojourn\"",
      "\"description\": \"What `sojourn run` does: inputs, statements, outputs and expectations.\"",
    ]
    return render(head + members(of: root)) + "\n"
  }

  private static func members(of shape: JobShape) -> [String] {
    switch shape {
    case .text, .path: return ["\"type\": [\"string\", \"number\", \"boolean\"]"]
    case .scalar: return ["\"type\": [\"string\", \"number\", \"boolean\"]"]
    case .integer: return ["\"type\": \"integer\"", "\"minimum\": 1"]
    case .flag: return ["\"type\": \"boolean\""]
    case .word(let words): return ["\"enum\": [\(words.map { "\"\($0)\"" }.joined(separator: ", "))]"]
    case .ageOrCount:
      return ["\"type\": [\"integer\", \"string\"]", "\"minimum\": 1", "\"pattern\": \"^[1-9][0-9]*[dw]?$\""]
    case .list(let element, let allowsOne):
      let list = ["\"type\": \"array\"", "\"items\": \(render(members(of: element)))"]
      guard allowsOne else { return list }
      return ["\"anyOf\": [\(render(members(of: element))), \(render(list))]"]
    case .named(let value):
      return ["\"type\": \"object\"", "\"additionalProperties\": \(render(members(of: value)))"]
    case .kinds(let kinds):
      let mappings = kinds.map { render(members(of: .mapping($0.keys))) }
      return ["\"oneOf\": [\(mappings.joined(separator: ", "))]"]
    case .mapping(let keys):
      let properties = keys.map { key in
        let text = "\"description\": \"\(key.summary)\""
        return "\"\(key.name)\": \(render([text] + members(of: key.shape)))"
      }
      var lines = ["\"type\": \"object\"", "\"additionalProperties\": false"]
      let required = keys.filter(\.isRequired).map { "\"\($0.name)\"" }
      if !required.isEmpty { lines.append("\"required\": [\(required.joined(separator: ", "))]") }
      return lines + ["\"properties\": \(render(properties))"]
    }
  }

  /// An object with a member per line; what is inside is moved in by two.
  private static func render(_ members: [String]) -> String {
    let lines = members.map { "  " + $0.split(separator: "\n").joined(separator: "\n  ") }
    return "{\n" + lines.joined(separator: ",\n") + "\n}"
  }
}
