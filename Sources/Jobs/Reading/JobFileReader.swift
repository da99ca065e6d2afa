import EventModel
import Yams

/// Reads job files; collects every mistake before it gives up.
struct JobFileReader {
  static let longestText = 1 << 20

  private let file: String
  private var problems: [JobFileError.Problem] = []

  /// Reads a job from its text.
  static func job(of text: String, file: String) throws(JobFileError) -> Job {
    var reader = JobFileReader(file: file)
    let root = try reader.root(of: text)
    if !reader.problems.isEmpty { throw JobFileError(file: file, problems: reader.sorted) }
    reader.check(root, JobSchema.root, key: "the job")
    if !reader.problems.isEmpty { throw JobFileError(file: file, problems: reader.sorted) }
    let job = reader.job(of: root, digest: JobDigest.text(of: text))
    if !reader.problems.isEmpty { throw JobFileError(file: file, problems: reader.sorted) }
    return job
  }

  private init(file: String) {
    self.file = file
  }

  private var sorted: [JobFileError.Problem] {
    problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  private mutating func root(of text: String) throws(JobFileError) -> Node {
    func fault(_ kind: JobFileError.Kind, _ line: Int = 1, _ column: Int = 1) -> JobFileError {
      JobFileError(file: file, problems: [.init(kind, line: line, column: column)])
    }
    guard text.utf8.count <= Self.longestText else { throw fault(.tooLong(limit: Self.longestText)) }
    do {
      let document = try JobDocument(text)
      guard let root = document.root else { throw fault(.empty) }
      for key in document.repeatedKeys() {
        problems.append(
          .init(.repeatedKey(key.name, firstLine: key.firstLine), line: key.line, column: key.column))
      }
      return root
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw fault(.syntax(problem), mark.line, mark.column)
      case .reader(let problem, let offset, _, _):
        let before = text.unicodeScalars.prefix(offset ?? 0)
        throw fault(
          .syntax(problem), before.count { $0 == "\n" } + 1, before.reversed().prefix { $0 != "\n" }.count + 1
        )
      default: throw fault(.syntax("\(error)"))
      }
    } catch let error as JobFileError {
      throw error
    } catch {
      throw fault(.syntax("\(error)"))
    }
  }

  private mutating func report(_ kind: JobFileError.Kind, at node: Node) {
    problems.append(.init(kind, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1))
  }

  // MARK: Shapes

  private mutating func check(_ node: Node, _ shape: JobShape, key: String) {
    switch shape {
    case .text, .path, .scalar:
      guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
        return report(.wrongType(key: key, expected: .text), at: node)
      }
    case .integer:
      guard case .scalar(let scalar) = node, let number = Int(scalar.string), number >= 1 else {
        return report(.wrongType(key: key, expected: .integer), at: node)
      }
    case .flag:
      if node.bool == nil { report(.wrongType(key: key, expected: .flag), at: node) }
    case .word(let words):
      guard case .scalar(let scalar) = node else {
        return report(.wrongType(key: key, expected: .text), at: node)
      }
      if !words.contains(scalar.string) {
        report(.unknownWord(key: key, value: scalar.string, allowed: words), at: node)
      }
    case .ageOrCount:
      guard case .scalar(let scalar) = node, Self.keep(scalar.string) != nil else {
        return report(.wrongType(key: key, expected: .ageOrCount), at: node)
      }
    case .list(let element, let allowsOne):
      if case .sequence(let sequence) = node {
        for item in sequence { check(item, element, key: key) }
      } else if allowsOne {
        check(node, element, key: key)
      } else {
        report(.wrongType(key: key, expected: .list), at: node)
      }
    case .named(let value):
      guard case .mapping(let mapping) = node else {
        return report(.wrongType(key: key, expected: .mapping), at: node)
      }
      for (name, node) in mapping {
        check(name, .text, key: key)
        // A parameter without any settings may stand alone: `day:`.
        if case .scalar(let scalar) = node, scalar.string.isEmpty { continue }
        check(node, value, key: name.string ?? key)
      }
    case .mapping(let keys): check(node, keys, key: key)
    case .kinds(let kinds): check(node, kinds, key: key)
    }
  }

  private mutating func check(_ node: Node, _ kinds: [JobKind], key: String) {
    guard case .mapping = node else {
      return report(.wrongType(key: key, expected: .mapping), at: node)
    }
    let told = kinds.filter { node[$0.name] != nil }
    guard let kind = told.first, told.count == 1 else {
      return report(.inputKinds(told.map(\.name), known: kinds.map(\.name)), at: node)
    }
    check(node, kind.keys, key: key)
  }

  private mutating func check(_ node: Node, _ keys: [JobKey], key: String) {
    guard case .mapping(let mapping) = node else {
      return report(.wrongType(key: key, expected: .mapping), at: node)
    }
    var seen: Set<String> = []
    for (name, value) in mapping {
      let word = name.string ?? ""
      guard let known = keys.first(where: { $0.name == word }) else {
        report(.unknownKey(word, allowed: keys.map(\.name)), at: name)
        continue
      }
      seen.insert(word)
      check(value, known.shape, key: word)
    }
    for key in keys where key.isRequired && !seen.contains(key.name) {
      report(.missingKey(key.name), at: node)
    }
  }

  // MARK: Parts

  private mutating func job(of root: Node, digest: String) -> Job {
    var job = Job(file: file, name: root["job"]?.string ?? "", digest: digest)
    job.store = placed(root["store"])
    job.timeZone = placed(root["time_zone"])
    job.log = placed(root["log"])
    if case .mapping(let parameters)? = root["parameters"] {
      for (name, node) in parameters { job.parameters.append(parameter(name, node)) }
    }
    job.ingests = items(root["ingest"]).compactMap(ingest)
    var names: Set<String> = []
    for node in items(root["statements"]) {
      let statement = statement(node)
      if !names.insert(statement.name.text).inserted {
        report(.repeatedName(statement.name.text), at: node["name"] ?? node)
      }
      job.statements.append(statement)
    }
    job.expectations = items(root["expect"]).compactMap(placed)
    if job.ingests.isEmpty && job.statements.isEmpty { report(.nothingToDo, at: root) }
    return job
  }

  private func parameter(_ name: Node, _ node: Node) -> Job.Parameter {
    Job.Parameter(
      name: name.string ?? "", type: node["type"]?.string ?? "text", fallback: placed(node["default"]),
      values: items(node["values"]).compactMap(placed), line: name.mark?.line ?? 1,
      column: name.mark?.column ?? 1)
  }

  /// An input, whose kind was checked before.
  private func ingest(_ node: Node) -> Job.Ingest? {
    guard let kind = JobSchema.inputs.first(where: { node[$0.name] != nil }) else { return nil }
    let own = JobSchema.ownInputKeys + [kind.name]
    var options: [String: Job.Option] = [:]
    if case .mapping(let mapping) = node {
      for (name, value) in mapping {
        guard let key = name.string, !own.contains(key), let shape = kind.shape(of: key) else { continue }
        switch shape {
        case .flag: options[key] = .flag(value.bool ?? false)
        case .path: options[key] = .paths(items(value).compactMap(placed))
        default: options[key] = .texts(items(value).compactMap(placed))
        }
      }
    }
    return Job.Ingest(
      name: placed(node["name"]), kind: kind.kind, paths: items(node[kind.name]).compactMap(placed),
      options: options, isOptional: node["optional"]?.bool ?? false, line: node.mark?.line ?? 1,
      column: node.mark?.column ?? 1)
  }

  private func statement(_ node: Node) -> Job.Statement {
    let none = PlacedText(text: "", line: 0, column: 0)
    return Job.Statement(
      name: placed(node["name"]) ?? none, ask: placed(node["ask"]) ?? none,
      snapshot: node["snapshot"]?.string.flatMap { Int($0) },
      outputs: items(node["outputs"]).map { output in
        Job.Output(
          path: placed(output["path"]) ?? none, format: output["format"]?.string,
          keep: output["keep"]?.string.flatMap(Self.keep))
      }, expectations: items(node["expect"]).compactMap(placed))
  }

  private func items(_ node: Node?) -> [Node] {
    guard let node else { return [] }
    if case .sequence(let sequence) = node { return Array(sequence) }
    return [node]
  }

  private func placed(_ node: Node?) -> PlacedText? {
    guard let node, case .scalar(let scalar) = node else { return nil }
    return PlacedText(text: scalar.string, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  /// `30` files, or `30d`, `4w`.
  private static func keep(_ text: String) -> Job.Keep? {
    if let count = Int(text) { return (1...1_000_000).contains(count) ? .count(count) : nil }
    guard let unit = text.last, let number = Int(text.dropLast()), (1...100_000).contains(number) else {
      return nil
    }
    return unit == "d" ? .days(number) : unit == "w" ? .days(number * 7) : nil
  }
}

extension Job {
  /// Reads a job from the text of a YAML file; `file` is the file's path.
  ///
  /// Throws with all mistakes that can be seen without settings.
  public init(yaml text: String, file: String) throws(JobFileError) {
    self = try JobFileReader.job(of: text, file: file)
  }
}

/// A short digest that tells two texts apart, by FNV-1a; no protection against intent.
enum JobDigest {
  static func text(of text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
