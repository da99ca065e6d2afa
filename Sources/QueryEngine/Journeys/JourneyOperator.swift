import EventModel
import QueryLanguage
import SegmentStore

/// Counts paths and flow over the blocks of one worker.
struct JourneyOperator {
  /// What `top` keeps, known from a first scan: the rest is counted as other.
  struct Fold: Sendable {
    /// Labels by position.
    var kept: [Int: Set<ExactText>]
    var variants: Set<[String]>
  }

  private let plan: JourneyPlan
  private let fold: Fold?
  private(set) var labels: JourneyLabels
  private(set) var tally: JourneyTally
  /// Takes the paths in place of ``tally`` where they fit.
  private(set) var log: PathLog?
  /// Units with an event of the stream in the range.
  private(set) var unitCount = 0
  private(set) var rowsWithoutKey = 0
  /// Users of earlier blocks, so that user numbers stay distinct.
  private var usersBefore = 0
  /// By row of the block at hand, whether a path that begins there is on the plan's side; empty without sides.
  private var isOnSide: [Bool] = []
  private var nodes: [PathNode] = []
  private var counted: [Int32] = []
  /// Who is behind the paths, where several users can be behind one.
  private var pathUsers: PathUsers?
  /// By row of the block at hand, whose it is; empty where units belong to one user.
  private var owners: [UInt64] = []
  /// The row after the last of the unit at hand, where several users can be behind it.
  private var unitEnd = 0

  init(plan: JourneyPlan, catalog: SnapshotCatalog, fold: Fold? = nil) {
    self.plan = plan
    self.fold = fold
    labels = JourneyLabels(plan: plan, catalog: catalog)
    // With `node`, labels are known only when the events are read.
    log = PathLog(plan, labels: labels.texts)
    let isCounted = log == nil && plan.node == nil
    tally = JourneyTally(labels: isCounted ? labels.texts.count : nil, depth: plan.depth)
    if plan.gathersUnits { pathUsers = PathUsers() }
  }

  mutating func consume(_ block: RowBlock) throws {
    var labelOfRow = try labels.labels(of: block)
    try removeRowsOutsideStream(&labelOfRow, block)
    let from = try plan.from.map { try AnchorRows($0, labels: labels, block: block) }
    let to = try plan.to.map { try AnchorRows($0, labels: labels, block: block) }
    isOnSide = try plan.side.map { try $0.holds(block.allRows(), in: block) } ?? []
    let times = try block.times()
    switch plan.stream.unit {
    case .user:
      unitCount += try StreamUnits.countUsers(of: block, stream: plan.stream)
      for user in 0..<block.userCount {
        if user & 1_023 == 0 { try block.checkCancelled() }
        try count(rows: block.rows(ofUser: user), user: user, labelOfRow, from, to, times)
      }
    case .session(let column, let gap, let resetZone):
      let map = try UnitMap(sessionsOf: block, column: column, gap: gap, resetZone: resetZone)
      let counted = try StreamUnits.count(map, of: block, stream: plan.stream)
      unitCount += counted.units
      rowsWithoutKey += counted.rowsWithoutKey
      var sessions: [[Int]] = []
      for user in 0..<block.userCount {
        if user & 1_023 == 0 { try block.checkCancelled() }
        sessions.removeAll(keepingCapacity: true)
        var first = UnitMap.none
        for row in block.rows(ofUser: user) where map.unitOfRow[row] != UnitMap.none {
          if first == UnitMap.none { first = map.unitOfRow[row] }
          let place = Int(map.unitOfRow[row] - first)
          if place == sessions.count { sessions.append([]) }
          sessions[place].append(row)
        }
        for session in sessions { try count(rows: session, user: user, labelOfRow, from, to, times) }
      }
    case .property:
      // Gathered rows, whose units stand where others have a user; who is behind them is told by row.
      owners = block.owners?.numbers ?? []
      for unit in 0..<block.userCount {
        if unit & 1_023 == 0 { try block.checkCancelled() }
        unitEnd = block.rows(ofUser: unit).upperBound
        try count(rows: block.rows(ofUser: unit), user: unit, labelOfRow, from, to, times)
      }
    }
    usersBefore += block.userCount
  }

  /// Counts users exactly, once all rows of units with several users are consumed.
  mutating func countUsers(_ probe: inout CancelProbe) throws {
    guard let pathUsers else { return }
    tally.setUsers(try pathUsers.counts(of: tally, &probe))
  }

  private func removeRowsOutsideStream(_ labelOfRow: inout [Int32], _ block: RowBlock) throws {
    if let filter = plan.stream.filter {
      let holds = try filter.holds((0..<UInt32(block.rowCount)).map { $0 }, in: block)
      for row in labelOfRow.indices where !holds[row] { labelOfRow[row] = JourneyLabels.hidden }
    }
    if plan.stream.isBounded {
      let times = try block.times()
      for row in labelOfRow.indices where !plan.stream.range.contains(times[row]) {
        labelOfRow[row] = JourneyLabels.hidden
      }
    }
  }

  /// Counts the path of one unit, whose rows ascend.
  private mutating func count(
    rows: some Sequence<Int>, user: Int, _ labelOfRow: [Int32], _ from: AnchorRows?, _ to: AnchorRows?,
    _ times: RowTimes
  ) throws {
    collectNodes(rows, labelOfRow, to == nil && from == nil)
    guard !nodes.isEmpty else { return }
    var start = 0
    if let from {
      guard let first = nodes.firstIndex(where: { from.matches($0) }) else { return }
      start = first
    }
    var goal: Int?
    if let to {
      let earliest = from == nil ? 0 : start + 1
      guard let found = nodes.indices.first(where: { $0 >= earliest && to.matches(nodes[$0]) }) else {
        return
      }
      goal = found
    }
    let cut = JourneyCut.make(
      count: nodes.count, start: start, goal: goal, isFromGiven: from != nil, depth: plan.depth)
    if !isOnSide.isEmpty, !isOnSide[Int(nodes[cut.node(0)].firstRow)] { return }
    add(cut, user: usersBefore + user, times)
  }

  /// Puts the unit's nodes into ``nodes``: hidden rows left out, runs and loops collapsed.
  private mutating func collectNodes(_ rows: some Sequence<Int>, _ labelOfRow: [Int32], _ mayStopEarly: Bool)
  {
    nodes.removeAll(keepingCapacity: true)
    let limit = mayStopEarly && plan.collapses.isEmpty ? plan.depth + 1 : Int.max
    for row in rows where labelOfRow[row] != JourneyLabels.hidden {
      nodes.append(PathNode(label: labelOfRow[row], row: UInt32(row), firstRow: UInt32(row)))
      // One node more than asked for tells a path that goes on from one that ends.
      if nodes.count == limit { break }
    }
    for collapse in plan.collapses { self.collapse(collapse) }
  }

  private mutating func collapse(_ collapse: JourneyPlan.Collapse) {
    var kept: [PathNode] = []
    for node in nodes {
      switch collapse {
      case .repeats(let names, let keepsLast):
        if let last = kept.last, last.label == node.label,
          names.isEmpty || names.contains(ExactText(labels.texts[Int(node.label)]))
        {
          if keepsLast { kept[kept.count - 1].row = node.row }
        } else {
          kept.append(node)
        }
      case .loops(let reach):
        let nearest = max(0, kept.count - reach)
        if let earlier = kept[nearest...].lastIndex(where: { $0.label == node.label }) {
          kept.removeSubrange((earlier + 1)...)
        } else {
          kept.append(node)
        }
      }
    }
    nodes = kept
  }

  private mutating func add(_ cut: JourneyCut, user: Int, _ times: RowTimes) {
    if log != nil { return record(cut, times) }
    tally.addPath(user: user)
    notePathUsers(cut)
    counted.removeAll(keepingCapacity: true)
    for index in 0..<cut.count { counted.append(nodes[cut.node(index)].label) }
    let firstTime = times[Int(nodes[cut.node(0)].row)]
    var previousTime = firstTime
    let variant = self.variant(cut)
    if let fold { foldLabels(fold, cut) }
    for index in 0..<cut.count {
      let isLast = index == cut.count - 1
      let position = cut.position(index)
      let node = tally.addNode(
        position: position, label: counted[index], user: user, isFirst: index == 0,
        end: isLast ? cut.end : nil)
      pathUsers?.addNode(node)
      guard index > 0 else { continue }
      let time = times[Int(nodes[cut.node(index)].row)]
      let edge = tally.addEdge(
        position: position - 1, from: counted[index - 1], to: counted[index], user: user,
        time: time - previousTime)
      pathUsers?.addEdge(edge)
      previousTime = time
    }
    tally.addVariant(
      variant, user: user, arrived: cut.end == .arrived, duration: previousTime - firstTime)
    pathUsers?.addVariant(variant)
  }

  private mutating func record(_ cut: JourneyCut, _ times: RowTimes) {
    let nodes = nodes
    log?.record(count: cut.count, isCut: cut.end == .cut) { index in
      let node = nodes[cut.node(index)]
      return (node.label, times[Int(node.row)])
    }
  }

  /// Notes who did what the counted nodes stand for: a node stands for all rows before the next one.
  private mutating func notePathUsers(_ cut: JourneyCut) {
    guard pathUsers != nil else { return }
    pathUsers?.beginPath()
    for index in 0..<cut.count {
      let node = cut.node(index)
      let end = node + 1 < nodes.count ? Int(nodes[node + 1].firstRow) : unitEnd
      for row in Int(nodes[node].firstRow)..<end { pathUsers?.addUser(owners[row]) }
    }
  }

  private mutating func variant(_ cut: JourneyCut) -> Int {
    if let fold {
      var texts = counted.map { labels.texts[Int($0)] }
      if cut.isElided { texts.insert(JourneyAnswer.elidedText, at: cut.head.count) }
      if !fold.variants.contains(texts) {
        var other = JourneyTally.PathKey()
        tally.extend(&other, by: JourneyTally.other)
        return tally.variant(of: other)
      }
    }
    var path = JourneyTally.PathKey()
    for index in 0..<cut.count {
      if cut.isElided, index == cut.head.count { tally.extend(&path, by: JourneyTally.elided) }
      tally.extend(&path, by: counted[index])
    }
    // At depth 1 nothing stays after what is left out.
    if cut.isElided, cut.tail.isEmpty { tally.extend(&path, by: JourneyTally.elided) }
    return tally.variant(of: path)
  }

  private mutating func foldLabels(_ fold: Fold, _ cut: JourneyCut) {
    for index in 0..<cut.count {
      let text = ExactText(labels.texts[Int(counted[index])])
      if fold.kept[cut.position(index)]?.contains(text) != true { counted[index] = JourneyTally.other }
    }
  }
}

/// The nodes an anchor accepts, for one block.
struct AnchorRows {
  private let labels: [Bool]
  /// By row, where the anchor has a filter.
  private let rows: [Bool]?
  /// By row, where defined events are among the names.
  private let defined: [Bool]?
  /// Whether fitting a defined event lets a node in or keeps it out.
  private let admitsDefined: Bool
  /// Where rows have several labels: by set, whether the anchor accepts it.
  private let several: RowLabels?
  private let ofSet: [Bool]
  /// By row, whether a value stands in the place of its labels.
  private let isNamedByValue: [Bool]

  init(_ anchor: JourneyPlan.Anchor, labels: JourneyLabels, block: RowBlock) throws {
    self.labels = labels.texts.map { text in
      let text = ExactText(text)
      return anchor.labels?.contains(text) ?? true && !anchor.excluded.contains(text)
    }
    rows = try anchor.filter.map { try $0.holds((0..<UInt32(block.rowCount)).map { $0 }, in: block) }
    defined = try anchor.defined.map { try $0.holds((0..<UInt32(block.rowCount)).map { $0 }, in: block) }
    admitsDefined = anchor.labels != nil
    several = block.labels
    ofSet = (block.labels?.sets ?? []).map { set in
      let names = labels.shown(set).map { ExactText(labels.texts[Int($0)]) }
      let isWanted = anchor.labels.map { wanted in names.contains(where: wanted.contains) } ?? true
      return isWanted && !names.contains(where: anchor.excluded.contains)
    }
    isNamedByValue = labels.isNamedByValue
  }

  func matches(_ node: PathNode) -> Bool {
    var fits = labels[Int(node.label)]
    let row = Int(node.firstRow)
    if let set = several?.setOfRow[row], set != 0, isNamedByValue.isEmpty || !isNamedByValue[row] {
      fits = ofSet[Int(set)]
    }
    if let defined {
      fits = admitsDefined ? fits || defined[Int(node.firstRow)] : fits && !defined[Int(node.firstRow)]
    }
    return fits && rows?[Int(node.firstRow)] ?? true
  }
}
