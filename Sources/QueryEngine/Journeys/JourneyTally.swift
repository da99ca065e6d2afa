/// Counts of whole paths, of nodes and of edges by position, under label numbers.
///
/// Hot while one worker fills it; afterwards the tallies of all workers are merged into one, whose label numbers
/// ascend in the order of their texts.
struct JourneyTally {
  /// How many paths, and distinct users behind them.
  ///
  /// The paths of one user come one after the other, so remembering the last user is enough to count each once.
  struct Entry {
    var paths = 0
    var users = 0
    private var lastUser = -1

    @inline(__always)
    mutating func add(user: Int) {
      paths &+= 1
      if user != lastUser {
        lastUser = user
        users &+= 1
      }
    }

    mutating func merge(_ other: Entry) {
      paths += other.paths
      users += other.users
    }
  }

  struct Variant {
    var entry = Entry()
    var arrived = 0
  }

  struct Node {
    var entry = Entry()
    var starts = 0
    var dropped = 0
    var arrived = 0
    var cut = 0

    mutating func merge(_ other: Node) {
      entry.merge(other.entry)
      starts += other.starts
      dropped += other.dropped
      arrived += other.arrived
      cut += other.cut
    }
  }

  /// The label number of the elided middle.
  static let elided: Int32 = -2
  /// The label number of what `top` leaves out.
  static let other: Int32 = -1

  /// Variants as a tree: a word is the parent's number + 1 and a label.
  private var variantTable = WordTable()
  /// By variant number; those without paths are only beginnings of others.
  private(set) var variants: [Variant] = []
  /// µs from the first to the last counted node of every path.
  private(set) var durations = TimeSamples()
  private var nodeTable = WordTable()
  private(set) var nodes: [Node] = []
  private var edgeTable = WordTable()
  private(set) var edges: [Entry] = []
  private(set) var edgeTimes = TimeSamples()
  private(set) var total = Entry()

  // MARK: Counting

  mutating func addPath(user: Int) {
    total.add(user: user)
  }

  /// The number of the variant that continues `parent` (−1 for the root) with `label`.
  mutating func variant(after parent: Int, label: Int32) -> Int {
    let number = variantTable.number(of: UInt64(parent + 1) << 32 | UInt64(UInt32(bitPattern: label)))
    if number == variants.count { variants.append(Variant()) }
    return number
  }

  mutating func addVariant(_ number: Int, user: Int, arrived: Bool, duration: Int64) {
    variants[number].entry.add(user: user)
    if arrived { variants[number].arrived += 1 }
    durations.append(duration, to: number)
  }

  mutating func addNode(position: Int, label: Int32, user: Int, isFirst: Bool, end: JourneyEnd?) {
    let number = node(position: position, label: label)
    nodes[number].entry.add(user: user)
    if isFirst { nodes[number].starts += 1 }
    switch end {
    case .dropped: nodes[number].dropped += 1
    case .arrived: nodes[number].arrived += 1
    case .cut: nodes[number].cut += 1
    case nil: break
    }
  }

  mutating func addEdge(position: Int, from: Int32, to: Int32, user: Int, time: Int64) {
    let number = edge(position: position, from: from, to: to)
    edges[number].add(user: user)
    edgeTimes.append(time, to: number)
  }

  private mutating func node(position: Int, label: Int32) -> Int {
    let number = nodeTable.number(
      of: UInt64(UInt16(truncatingIfNeeded: position)) << 32 | UInt64(UInt32(bitPattern: label)))
    if number == nodes.count { nodes.append(Node()) }
    return number
  }

  private mutating func edge(position: Int, from: Int32, to: Int32) -> Int {
    let number = edgeTable.number(
      of: UInt64(UInt16(truncatingIfNeeded: position)) << 48
        | UInt64(UInt32(bitPattern: from) & 0xff_ffff) << 24 | UInt64(UInt32(bitPattern: to) & 0xff_ffff))
    if number == edges.count { edges.append(Entry()) }
    return number
  }

  // MARK: Reading

  /// The labels of a variant, from the first node on.
  func labels(ofVariant number: Int) -> [Int32] {
    var labels: [Int32] = []
    var current = number
    while current >= 0 {
      let word = variantTable.words[current]
      labels.append(Self.lastLabel(word))
      current = Int(word >> 32) - 1
    }
    return labels.reversed()
  }

  private static func lastLabel(_ word: UInt64) -> Int32 {
    Int32(bitPattern: UInt32(truncatingIfNeeded: word))
  }

  func place(ofNode number: Int) -> (position: Int, label: Int32) {
    let word = nodeTable.words[number]
    return (Int(Int16(truncatingIfNeeded: word >> 32)), Self.lastLabel(word))
  }

  func place(ofEdge number: Int) -> (position: Int, from: Int32, to: Int32) {
    let word = edgeTable.words[number]
    return (
      Int(Int16(truncatingIfNeeded: word >> 48)), Self.label(UInt32(truncatingIfNeeded: word >> 24)),
      Self.label(UInt32(truncatingIfNeeded: word))
    )
  }

  /// Labels take 24 bits of an edge's word; the marks are negative.
  private static func label(_ bits: UInt32) -> Int32 {
    Int32(bitPattern: bits << 8) >> 8
  }

  // MARK: Merging

  /// Adds `other`, each place under the name that `rename` gives it.
  ///
  /// Users are added up, which counts a user twice where two places of one tally become one.
  mutating func merge(_ other: JourneyTally, rename: Renaming) {
    total.merge(other.total)
    var numbers: [Int] = []
    numbers.reserveCapacity(other.variants.count)
    for (number, variant) in other.variants.enumerated() {
      if let fixed = rename.variant(number) {
        numbers.append(variant.entry.paths == 0 ? -1 : self.variant(of: fixed))
      } else {
        // Beginnings are numbered before what continues them.
        let word = other.variantTable.words[number]
        let parent = Int(word >> 32) - 1
        numbers.append(
          self.variant(
            after: parent < 0 ? -1 : numbers[parent], label: rename.label(0, Self.lastLabel(word))))
      }
      guard variant.entry.paths > 0 else { continue }
      variants[numbers[number]].entry.merge(variant.entry)
      variants[numbers[number]].arrived += variant.arrived
    }
    durations.append(other.durations, numbers: numbers)
    for (number, node) in other.nodes.enumerated() {
      let place = other.place(ofNode: number)
      nodes[self.node(position: place.position, label: rename.label(place.position, place.label))].merge(node)
    }
    var edgeNumbers: [Int] = []
    for (number, edge) in other.edges.enumerated() {
      let place = other.place(ofEdge: number)
      let mine = self.edge(
        position: place.position, from: rename.label(place.position, place.from),
        to: rename.label(place.position + 1, place.to))
      edges[mine].merge(edge)
      edgeNumbers.append(mine)
    }
    edgeTimes.append(other.edgeTimes, numbers: edgeNumbers)
  }

  private mutating func variant(of labels: [Int32]) -> Int {
    labels.reduce(-1) { variant(after: $0, label: $1) }
  }

  /// New names for the places of a tally that is merged.
  struct Renaming {
    /// The label at a position; position 0 stands for whole paths.
    var label: (Int, Int32) -> Int32
    /// All labels of a variant, where it is not renamed label by label.
    var variant: (Int) -> [Int32]? = { _ in nil }
  }
}
