import EventModel
import QueryLanguage
import SegmentStore

/// The labels one worker has met, numbered.
struct JourneyLabels {
  /// The mark of an event that `only` or `hide` removes.
  static let hidden: Int32 = -3
  /// Labels are parts of packed words; more distinct ones would make a path table of no use to anyone.
  static let maximum = 1 << 22

  private let plan: JourneyPlan
  private(set) var texts: [String] = []
  private var numbers: [ExactText: Int32] = [:]
  /// By event number of the catalog.
  private let ofEvent: [Int32]
  /// By row of the block labelled last, whether a value of `node` is its label; empty where none is.
  private(set) var isNamedByValue: [Bool] = []

  init(plan: JourneyPlan, catalog: SnapshotCatalog) {
    self.plan = plan
    var texts: [String] = []
    var numbers: [ExactText: Int32] = [:]
    ofEvent = catalog.events.map { event in
      guard let label = plan.label(for: event.name) else { return Self.hidden }
      if let number = numbers[ExactText(label)] { return number }
      texts.append(label)
      numbers[ExactText(label)] = Int32(texts.count - 1)
      return Int32(texts.count - 1)
    }
    self.texts = texts
    self.numbers = numbers
  }

  /// The label number of every row of `block`.
  mutating func labels(of block: RowBlock) throws -> [Int32] {
    var labels = try block.events(as: ofEvent)
    if let several = block.labels {
      let ofSet = several.sets.map { shown($0).first ?? Self.hidden }
      for row in labels.indices where several.setOfRow[row] != 0 {
        labels[row] = ofSet[Int(several.setOfRow[row])]
      }
    }
    isNamedByValue = []
    guard let node = plan.node else { return labels }
    guard case .column(let column) = node else {
      // A field other than a column labels every row it has a value for.
      let rows = (0..<UInt32(block.rowCount)).map { $0 }
      let values = try node.values(rows, in: block)
      isNamedByValue = [Bool](repeating: false, count: labels.count)
      for row in labels.indices {
        guard let value = values(row) else { continue }
        labels[row] = try number(ofName: value.text)
        isNamedByValue[row] = true
      }
      return labels
    }
    guard let chunk = try block.column(column) else { return labels }
    let ofCode = try (0..<chunk.dictionary.count).map {
      try number(ofName: chunk.dictionary.value(at: $0).text)
    }
    isNamedByValue = chunk.codesByRow.map { $0 != 0 }
    for row in labels.indices where chunk.codesByRow[row] != 0 {
      labels[row] = ofCode[Int(chunk.codesByRow[row] - 1)]
    }
    return labels
  }

  /// The numbers of an event's labels that `only` and `hide` leave, the most specific first.
  func shown(_ set: [UInt32]) -> [Int32] {
    set.map { ofEvent[Int($0)] }.filter { $0 != Self.hidden }
  }

  private mutating func number(ofName name: String) throws -> Int32 {
    guard let label = plan.label(for: name) else { return Self.hidden }
    if let number = numbers[ExactText(label)] { return number }
    guard texts.count < Self.maximum else {
      throw QueryError.invalid([StatementProblem(.tooManyLabels(allowed: Self.maximum), at: .none)])
    }
    texts.append(label)
    numbers[ExactText(label)] = Int32(texts.count - 1)
    return Int32(texts.count - 1)
  }
}

extension PropertyValue {
  /// The value as text, as labels of nodes show it.
  var text: String {
    switch self {
    case .string(let text): text
    case .integer(let number): String(number)
    case .double(let number): String(number)
    case .boolean(let flag): flag ? "true" : "false"
    case .timestamp(let time): time.iso8601
    }
  }
}
