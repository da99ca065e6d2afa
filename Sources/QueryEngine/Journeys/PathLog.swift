import EventModel

/// The paths of one worker one after the other, where a whole path fits a word and every user has one path.
///
/// Recording a path is a few stores in a row. Counting waits until all paths are there: ``RecordedJourneys`` then counts
/// each position by itself, in tables small enough for a core's cache.
struct PathLog: Sendable {
  /// More labels would make the tables of a position's edges too large.
  static let maximumLabels = 1 << 11

  let layout: PathWord
  let order: LabelOrder
  /// By the number a worker gives to a label: its rank in the order of texts + 1.
  private let codeOfLabel: [UInt64]
  /// One ``PathWord`` per path.
  private(set) var words: [UInt64] = []
  /// By path, whether it goes on beyond `depth`.
  private(set) var isCut: [Bool] = []
  /// By path, µs from its first to its last node.
  private(set) var durations: [Int64] = []
  /// By position from 0: µs to the next node, of the paths that have one, in the order of paths.
  private(set) var gaps: [[Int64]]

  /// `labels` are the texts by the numbers of a worker, the same for all workers. `nil` where the paths of `plan` do not fit: units other than users, paths that end at `to` and are cut from both
  /// sides, labels that are known only when events are read, and too many labels for the depth.
  init?(_ plan: JourneyPlan, labels: [String]) {
    guard plan.stream.unit == .user, plan.to == nil, plan.node == nil,
      let layout = PathWord(labels: labels.count, depth: plan.depth)
    else { return nil }
    self.layout = layout
    order = LabelOrder(labels)
    codeOfLabel = order.rankOfLabel.map { UInt64($0) + 1 }
    gaps = [[Int64]](repeating: [], count: max(0, plan.depth - 1))
  }

  /// Records a path of `count` nodes, at least one and at most `depth`.
  @inline(__always)
  mutating func record(count: Int, isCut: Bool, _ node: (Int) -> (label: Int32, time: Int64)) {
    let (firstLabel, firstTime) = node(0)
    var word = layout.word(of: codeOfLabel[Int(firstLabel)], at: 0)
    var previous = firstTime
    var index = 1
    while index < count {
      let (label, time) = node(index)
      word |= layout.word(of: codeOfLabel[Int(label)], at: index)
      gaps[index &- 1].append(time &- previous)
      previous = time
      index &+= 1
    }
    words.append(word)
    self.isCut.append(isCut)
    durations.append(previous &- firstTime)
  }

  mutating func removeGaps() { gaps.removeAll() }
}

/// How a path is packed into a word: the rank of every label + 1, the first node highest and zeros after the last, so that
/// words compare as their paths do.
struct PathWord: Sendable {
  let bits: Int
  let depth: Int
  private let mask: UInt64

  /// `nil` where a path of `depth` nodes does not fit.
  init?(labels: Int, depth: Int) {
    guard (1...PathLog.maximumLabels).contains(labels) else { return nil }
    bits = Int.bitWidth - labels.leadingZeroBitCount
    self.depth = depth
    mask = 1 << UInt64(bits) - 1
    guard bits * depth <= UInt64.bitWidth else { return nil }
  }

  /// Where the node at `position`, from 0, begins.
  @inline(__always)
  func shift(of position: Int) -> UInt64 { UInt64(truncatingIfNeeded: bits &* (depth &- 1 &- position)) }

  @inline(__always)
  func word(of code: UInt64, at position: Int) -> UInt64 { code &<< shift(of: position) }

  /// The rank of the label at `position` + 1, or 0 where the path has ended.
  @inline(__always)
  func code(in word: UInt64, at position: Int) -> Int {
    Int(truncatingIfNeeded: word &>> shift(of: position) & mask)
  }

  /// The ranks of a path's labels.
  func ranks(of word: UInt64) -> [Int] {
    (0..<depth).map { code(in: word, at: $0) - 1 }.prefix { $0 >= 0 }.map { $0 }
  }
}

/// The distinct labels of a statement in the order of their texts.
struct LabelOrder: Sendable {
  let texts: [String]
  /// By the number that workers give to a label.
  let rankOfLabel: [Int]

  init(_ labels: [String]) {
    let sorted = labels.indices.sorted { ExactText(labels[$0]) < ExactText(labels[$1]) }
    texts = sorted.map { labels[$0] }
    var ranks = [Int](repeating: 0, count: labels.count)
    for (rank, label) in sorted.enumerated() { ranks[label] = rank }
    rankOfLabel = ranks
  }
}
