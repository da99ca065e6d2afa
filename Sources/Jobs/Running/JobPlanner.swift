import EventModel
import QueryLanguage
import Reporting

/// Makes the plan of a run; collects every mistake before it gives up.
struct JobPlanner {
  private let job: Job
  private var problems: [JobFileError.Problem] = []
  private var template = JobTemplate(values: [:], today: CivilDate(daysSinceEpoch: 0))

  init(_ job: Job) {
    self.job = job
  }

  mutating func plan(settings: [String: String], now: Timestamp) throws(JobFileError) -> JobPlan {
    // A copy, because closures below change what is collected.
    let job = job
    let zone = zone()
    let today =
      settings["today"].flatMap { JobDate.date($0, today: zone.local(of: now).date) }
      ?? zone.local(of: now).date
    if let text = settings["today"], JobDate.date(text, today: today) == nil {
      problems.append(.init(.invalidParameter("today", value: text, type: "date")))
    }
    template = JobTemplate(values: values(settings, today: today), today: today)
    let store = job.store.map { path($0) }
    let log = job.log.map { path($0) } ?? Self.defaultLog(job.file)
    let ingests = job.ingests.map { ingest($0) }
    let statements = job.statements.map { statement($0) }
    var known: [String] = []
    for statement in job.statements {
      known.append(statement.name.text)
      for expectation in statement.expectations { check(expectation, known: known) }
    }
    let expectations = job.expectations.compactMap { self.expectation($0) }
    for expectation in job.expectations { check(expectation, known: known) }
    guard problems.isEmpty else {
      throw JobFileError(
        file: job.file, problems: problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
    }
    return JobPlan(
      job: job, store: store, zone: zone, log: log, today: today,
      parameters: template.values.mapValues(\.text), ingests: ingests,
      statements: statements.compactMap { $0 },
      expectations: expectations)
  }

  private mutating func report(_ kind: JobFileError.Kind, at text: PlacedText) {
    problems.append(.init(kind, line: text.line, column: text.column))
  }

  private mutating func zone() -> ZoneRules {
    guard let name = job.timeZone else { return .utc }
    if let zone = ZoneRules(identifier: name.text) { return zone }
    report(.unknownZone(name.text), at: name)
    return .utc
  }

  // MARK: Parameters

  private mutating func values(_ settings: [String: String], today: CivilDate) -> [String: JobValue] {
    let known = job.parameters.map(\.name)
    for name in settings.keys.sorted() where name != "today" && !known.contains(name) {
      problems.append(.init(.unknownSetting(name, known: known)))
    }
    var values: [String: JobValue] = [:]
    for parameter in job.parameters {
      let place = PlacedText(text: parameter.name, line: parameter.line, column: parameter.column)
      let setting = settings[parameter.name].map { PlacedText(text: $0, line: 0, column: 0) }
      guard let written = setting ?? parameter.fallback else {
        report(.missingParameter(parameter.name), at: place)
        values[parameter.name] = Self.standIn(parameter.type, today: today)
        continue
      }
      guard let value = JobValue(written.text, type: parameter.type, today: today) else {
        report(.invalidParameter(parameter.name, value: written.text, type: parameter.type), at: written)
        values[parameter.name] = Self.standIn(parameter.type, today: today)
        continue
      }
      let allowed = parameter.values.compactMap { JobValue($0.text, type: parameter.type, today: today) }
      if !parameter.values.isEmpty && !allowed.contains(value) {
        let names = parameter.values.map(\.text)
        report(.forbiddenParameter(parameter.name, value: written.text, allowed: names), at: written)
      }
      values[parameter.name] = value
    }
    return values
  }

  /// A value in place of one that is missing or wrong; it keeps the rest of the file readable.
  private static func standIn(_ type: String, today: CivilDate) -> JobValue? {
    JobValue("today", type: type == "date" ? type : "text", today: today)
  }

  // MARK: Texts

  private mutating func filled(_ text: PlacedText, for place: JobTemplate.Place = .path) -> String {
    do throws(JobTemplate.Fault) {
      return try template.filled(text.text, for: place)
    } catch {
      report(error.kind, at: text)
      return text.text
    }
  }

  /// A path from the job file's directory.
  private mutating func path(_ text: PlacedText) -> String {
    Self.path(filled(text), besides: job.file)
  }

  static func path(_ path: String, besides file: String) -> String {
    guard !path.hasPrefix("/"), path != "-", !isAddress(path), let slash = file.lastIndex(of: "/") else {
      return path
    }
    return file[...slash] + path
  }

  /// Whether a path is the address of a bucket, such as `s3://acme/heap`, and no file of this machine.
  static func isAddress(_ path: String) -> Bool { path.contains("://") }

  private static func defaultLog(_ file: String) -> String {
    for ending in [".yml", ".yaml"] where file.hasSuffix(ending) {
      return file.dropLast(ending.count) + ".log.jsonl"
    }
    return file + ".log.jsonl"
  }

  // MARK: Parts

  private mutating func ingest(_ ingest: Job.Ingest) -> PlannedIngest {
    var options: [String: PlannedIngest.Option] = [:]
    var places: [String: PlannedIngest.Place] = [:]
    for (key, option) in ingest.options.sorted(by: { $0.key < $1.key }) {
      switch option {
      case .texts(let texts), .paths(let texts):
        if let first = texts.first { places[key] = .init(line: first.line, column: first.column) }
      case .flag: break
      }
      switch option {
      case .texts(let texts): options[key] = .texts(texts.map { filled($0) })
      case .paths(let paths): options[key] = .texts(paths.map { path($0) })
      case .flag(let flag): options[key] = .flag(flag)
      }
    }
    let paths = ingest.paths.map { path($0) }
    var name = ingest.name.map { filled($0) }
    if name == nil, case .texts(let source)? = options["source"] { name = source.first }
    return PlannedIngest(
      name: name ?? paths.first ?? "", kind: ingest.kind, paths: paths, options: options,
      isOptional: ingest.isOptional, place: .init(line: ingest.line, column: ingest.column),
      optionPlaces: places)
  }

  private mutating func statement(_ statement: Job.Statement) -> PlannedStatement? {
    let problemsBefore = problems.count
    let text = filled(statement.ask, for: .statement)
    // What could not be filled in does not read either; saying so twice is no help.
    let isFilled = problems.count == problemsBefore
    let script = Parser.parse(text, blankLineSeparates: false)
    let outputs = statement.outputs.compactMap { output($0) }
    let expectations = statement.expectations.compactMap { expectation($0) }
    guard isFilled else { return nil }
    guard script.diagnostics.isEmpty else {
      report(.statement(name: statement.name.text, text: text, script.diagnostics), at: statement.ask)
      return nil
    }
    guard script.statements.count == 1 else {
      report(.statementCount(name: statement.name.text, script.statements.count), at: statement.ask)
      return nil
    }
    return PlannedStatement(
      name: statement.name.text, statement: script.statements[0], snapshot: statement.snapshot,
      outputs: outputs,
      expectations: expectations)
  }

  private mutating func output(_ output: Job.Output) -> PlannedOutput? {
    let path = path(output.path)
    guard let format = output.format.flatMap(OutputFormat.init(rawValue:)) ?? OutputFormat(pathEnding: path)
    else {
      report(.unknownEnding(path), at: output.path)
      return nil
    }
    return PlannedOutput(path: path, format: format, template: output.path.text, keep: output.keep)
  }

  private mutating func expectation(_ text: PlacedText) -> JobExpectation? {
    let filled = filled(text)
    if let expectation = JobExpectation(filled) { return expectation }
    report(.invalidExpectation(filled), at: text)
    return nil
  }

  private mutating func check(_ text: PlacedText, known: [String]) {
    guard let filled = try? template.filled(text.text, for: .path), let expectation = JobExpectation(filled),
      !known.contains(expectation.name)
    else { return }
    report(.unknownAnswer(expectation.name, known: known), at: text)
  }
}
