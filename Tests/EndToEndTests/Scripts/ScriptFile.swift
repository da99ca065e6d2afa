import TestSupport

/// A test written as text: logs, then statements, each with what is expected of it.
///
/// ```
/// Anything before the first section explains the test.
/// === log csv
/// user,event,time
/// === statement
/// funnel a -> b
/// === expect csv
/// step,units
/// ```
/// - `log csv` is the content of a CSV file, `log ladder N` a log of N users (see ``GeneratedLog``). Several logs are
///   ingested one after the other, each as a snapshot of its own. `log csv labels a,b` says that these names are labels.
/// - `expect csv` compares the columns that its header names, and all rows; tables are separated by an empty line.
/// - Of `expect table`, `expect markdown` and `expect json` each line must be a part of the report.
/// - `expect error CODE` and `expect warning CODE` name codes, one by one.
struct ScriptFile: Sendable, CustomStringConvertible {
  enum Log: Sendable {
    case csv(String, labels: [String])
    case ladder(users: Int)
  }

  struct Expectation: Sendable {
    enum Form: String, Sendable {
      case csv
      case table
      case markdown
      case json
      case error
      case warning
    }

    var form: Form
    /// The lines below the heading; for errors and warnings the codes.
    var lines: [String]
    /// Of its heading, from 1.
    var line: Int
  }

  struct Question: Sendable {
    var statement: String
    var expectations: [Expectation]
  }

  /// A line that no section begins with, or a section where it makes no sense.
  struct Mistake: Error {
    var file: String
    var line: Int
  }

  let name: String
  private(set) var logs: [Log] = []
  private(set) var questions: [Question] = []

  var description: String { name }

  init(name: String, text: String) throws {
    self.name = name
    var sections: [(heading: [String], line: Int, body: [String])] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("=== ") {
        sections.append((line.dropFirst(4).split(separator: " ").map(String.init), index + 1, []))
      } else if !sections.isEmpty {
        sections[sections.count - 1].body.append(String(line))
      }
    }
    for section in sections {
      // Empty lines that only set sections apart belong to none.
      var body = section.body
      while body.last?.isEmpty == true { body.removeLast() }
      switch section.heading.first {
      case "log": logs.append(try log(section.heading, body, line: section.line))
      case "statement":
        questions.append(Question(statement: body.joined(separator: "\n"), expectations: []))
      case "expect":
        guard section.heading.count > 1, let form = Expectation.Form(rawValue: section.heading[1]),
          !questions.isEmpty
        else { throw Mistake(file: name, line: section.line) }
        let codes = Array(section.heading.dropFirst(2))
        questions[questions.count - 1].expectations.append(
          Expectation(form: form, lines: codes.isEmpty ? body : codes, line: section.line))
      default: throw Mistake(file: name, line: section.line)
      }
    }
  }

  private func log(_ heading: [String], _ body: [String], line: Int) throws -> Log {
    if heading.prefix(2) == ["log", "csv"], heading.count == 2 || heading.count == 4 && heading[2] == "labels"
    {
      let labels = heading.count == 4 ? heading[3].split(separator: ",").map(String.init) : []
      return .csv(body.joined(separator: "\n") + "\n", labels: labels)
    }
    if heading.count == 3, heading[1] == "ladder", let users = Int(heading[2]) {
      return .ladder(users: users)
    }
    throw Mistake(file: name, line: line)
  }

  /// All scripts of the folder `Cases` beside this file.
  static let all: [ScriptFile] = {
    let folder = TestFiles.ancestor(of: #filePath, steps: 1) + "/Cases"
    return TestFiles.names(in: folder).filter { $0.hasSuffix(".test") }.map { name in
      guard let text = TestFiles.text(of: folder + "/" + name) else { fatalError("\(name) cannot be read") }
      do {
        return try ScriptFile(name: name, text: text)
      } catch {
        fatalError("\(error)")
      }
    }
  }()
}
