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

  /// Bits of a label where a whole path fits a word; 0 where it does not, and variants are a tree: then a word is the
  /// parent's number + 1 and a label.
  private let labelBits: UInt64
  private var variantTable = WordTable()
  /// By variant number; those without paths are only beginnings of others.
  private(set) var variants: [Variant] = []
  /// µs from the first to the last counted node of every path.
  private(set) var durations = TimeSamples()
  private var nodeTable = WordTable()
  private var nodeNumbers: PlaceNumbers
  private(set) var nodes: [Node] = []
  private var edgeTable = WordTable()
  private var edgeNumbers: PlaceNumbers
  private(set) var edges: [Entry] = []
  private(set) var edgeTimes = TimeSamples()
  private(set) var total = Entry()

  /// For paths of at most `depth` nodes and one mark, whose labels are below `labels`; `nil` where that is not known.
  init(labels: Int?, depth: Int) {
    let bits = labels.map { Int.bitWidth - ($0 + Self.marks).leadingZeroBitCount } ?? 64
    labelBits = bits * (depth + 1) <= 64 ? UInt64(bits) : 0
    let width = (labels ?? 0) + Self.marks
    let isKnown = labels != nil && width < 1 << 16
    nodeNumbers = PlaceNumbers(count: isKnown ? (2 * depth + 2) * width : .max)
    edgeNumbers = PlaceNumbers(count: isKnown ? (2 * depth + 2) * width * width : .max)
    self.width = width
    self.depth = depth
  }

  /// Labels below 0 are marks; so many numbers are left for them.
  private static let marks = 3
  /// Labels and marks, and the depth: what places are numbered by.
  private let width: Int
  private let depth: Int

  // MARK: Counting

  mutating func addPath(user: Int) {
    total.add(user: user)
  }

  /// The beginning of a path.
  struct PathKey {
    fileprivate var word: UInt64 = 0
    fileprivate var shift: UInt64 = 0
    fileprivate var number = -1
  }

  @inline(__always)
  mutating func extend(_ path: inout PathKey, by label: Int32) {
    if labelBits > 0 {
      path.word |= UInt64(UInt32(bitPattern: label &+ Int32(Self.marks))) &<< path.shift
      path.shift &+= labelBits
    } else {
      path.number = variantNumber(
        UInt64(path.number + 1) << 32 | UInt64(UInt32(bitPattern: label)))
    }
  }

  /// The number of a whole path, which has a node.
  @inline(__always)
  mutating func variant(of path: PathKey) -> Int {
    labelBits > 0 ? variantNumber(path.word) : path.number
  }

  private mutating func variantNumber(_ word: UInt64) -> Int {
    let number = variantTable.number(of: word)
    if number == variants.count { variants.append(Variant()) }
    return number
  }

  mutating func addVariant(_ number: Int, user: Int, arrived: Bool, duration: Int64) {
    variants[number].entry.add(user: user)
    if arrived { variants[number].arrived += 1 }
    durations.append(duration, to: number)
  }

  /// Answers the node's number.
  mutating func addNode(position: Int, label: Int32, user: Int, isFirst: Bool, end: JourneyEnd?) -> Int {
    let number = node(position: position, label: label)
    nodes[number].entry.add(user: user)
    if isFirst { nodes[number].starts += 1 }
    switch end {
    case .dropped: nodes[number].dropped += 1
    case .arrived: nodes[number].arrived += 1
    case .cut: nodes[number].cut += 1
    case nil: break
    }
    return number
  }

  /// Answers the edge's number.
  mutating func addEdge(position: Int, from: Int32, to: Int32, user: Int, time: Int64) -> Int {
    let number = edge(position: position, from: from, to: to)
    edges[number].add(user: user)
    edgeTimes.append(time, to: number)
    return number
  }

  /// Puts exact numbers of users in place of those that assume one user behind each path.
  mutating func setUsers(_ counts: PathUsers.Counts) {
    total.users = counts.total
    for (number, users) in counts.variants.enumerated() { variants[number].entry.users = users }
    for (number, users) in counts.nodes.enumerated() { nodes[number].entry.users = users }
    for (number, users) in counts.edges.enumerated() { edges[number].users = users }
  }

  private mutating func node(position: Int, label: Int32) -> Int {
    let slot = (position &+ depth) &* width &+ Int(label) &+ Self.marks
    if let known = nodeNumbers[slot] { return known }
    let number = nodeTable.number(
      of: UInt64(UInt16(truncatingIfNeeded: position)) << 32 | UInt64(UInt32(bitPattern: label)))
    if number == nodes.count { nodes.append(Node()) }
    nodeNumbers.note(number, at: slot)
    return number
  }

  private mutating func edge(position: Int, from: Int32, to: Int32) -> Int {
    let source = (position &+ depth) &* width &+ Int(from) &+ Self.marks
    let slot = source &* width &+ Int(to) &+ Self.marks
    if let known = edgeNumbers[slot] { return known }
    let number = edgeTable.number(
      of: UInt64(UInt16(truncatingIfNeeded: position)) << 48
        | UInt64(UInt32(bitPattern: from) & 0xff_ffff) << 24 | UInt64(UInt32(bitPattern: to) & 0xff_ffff))
    if number == edges.count { edges.append(Entry()) }
    edgeNumbers.note(number, at: slot)
    return number
  }

  // MARK: Reading

  /// The labels of a variant, from the first node on.
  func labels(ofVariant number: Int) -> [Int32] {
    var labels: [Int32] = []
    if labelBits > 0 {
      var word = variantTable.words[number]
      while word != 0 { labels.append(firstLabel(&word)) }
      return labels
    }
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
    var otherVariant: Int?
    for (number, variant) in other.variants.enumerated() {
      guard variant.entry.paths > 0 else {
        // Only the beginning of others.
        numbers.append(-1)
        continue
      }
      let mine: Int
      if rename.keepsVariant?[number] ?? true {
        mine = self.number(ofVariant: number, in: other, rename)
      } else {
        mine = otherVariant ?? self.otherVariant()
        otherVariant = mine
      }
      numbers.append(mine)
      variants[mine].entry.merge(variant.entry)
      variants[mine].arrived += variant.arrived
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

  /// The number here of a variant of `other`.
  private mutating func number(ofVariant number: Int, in other: JourneyTally, _ rename: Renaming) -> Int {
    var path = PathKey()
    if other.labelBits == 0 {
      for label in other.labels(ofVariant: number) { extend(&path, by: rename.label(0, label)) }
      return variant(of: path)
    }
    // The same without a list, because there may be as many variants as units.
    var word = other.variantTable.words[number]
    while word != 0 {
      extend(&path, by: rename.label(0, other.firstLabel(&word)))
    }
    return variant(of: path)
  }

  /// The number of what `top` leaves out.
  private mutating func otherVariant() -> Int {
    var path = PathKey()
    extend(&path, by: Self.other)
    return variant(of: path)
  }

  /// Takes the first label off a path in one word.
  private func firstLabel(_ word: inout UInt64) -> Int32 {
    let label = Int32(truncatingIfNeeded: word & (1 << labelBits - 1)) - Int32(Self.marks)
    word = labelBits < 64 ? word >> labelBits : 0
    return label
  }

  /// New names for the places of a tally that is merged.
  struct Renaming {
    /// The label at a position; position 0 stands for whole paths.
    var label: (Int, Int32) -> Int32
    /// By number, which variants stay; the others become one. `nil` where all stay.
    var keepsVariant: [Bool]?
  }
}
