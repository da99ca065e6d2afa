/// What one worker has counted of paths and flow, by label numbers.
struct JourneyTally {
  /// Counts of whole paths, nodes or edges, with the distinct users behind them.
  ///
  /// The paths of one user come one after the other, so remembering the last user is enough to count each once.
  struct Entry {
    var paths = 0
    var users = 0
    private var lastUser = -1

    mutating func add(user: Int) {
      paths += 1
      if user != lastUser {
        lastUser = user
        users += 1
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
    /// µs from the first to the last counted node.
    var durations: [Int64] = []
  }

  struct Node {
    var entry = Entry()
    var starts = 0
    var dropped = 0
    var arrived = 0
    var cut = 0
  }

  struct Edge {
    var entry = Entry()
    var times: [Int64] = []
  }

  /// The label number of the elided middle.
  static let elided: Int32 = -2
  /// The label number of what `top` leaves out.
  static let other: Int32 = -1

  /// Variants as a tree: a word is the parent's number + 1 and a label.
  private var variantTable = WordTable()
  private(set) var variants: [Variant?] = []
  private var nodeTable = WordTable()
  private(set) var nodes: [Node] = []
  private var edgeTable = WordTable()
  private(set) var edges: [Edge] = []
  private(set) var total = Entry()

  // MARK: Counting

  mutating func addPath(user: Int) {
    total.add(user: user)
  }

  /// The number of the variant that continues `parent` (−1 for the root) with `label`.
  mutating func variant(after parent: Int, label: Int32) -> Int {
    let number = variantTable.number(of: UInt64(parent + 1) << 32 | UInt64(UInt32(bitPattern: label)))
    if number == variants.count { variants.append(nil) }
    return number
  }

  mutating func addVariant(_ number: Int, user: Int, arrived: Bool, duration: Int64) {
    var variant = variants[number] ?? Variant()
    variants[number] = nil
    variant.entry.add(user: user)
    if arrived { variant.arrived += 1 }
    variant.durations.append(duration)
    variants[number] = variant
  }

  mutating func addNode(position: Int, label: Int32, user: Int, isFirst: Bool, end: JourneyEnd?) {
    let number = nodeTable.number(of: Self.word(position, label))
    if number == nodes.count { nodes.append(Node()) }
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
    let number = edgeTable.number(
      of: UInt64(UInt16(truncatingIfNeeded: position)) << 48
        | UInt64(UInt32(bitPattern: from) & 0xff_ffff) << 24 | UInt64(UInt32(bitPattern: to) & 0xff_ffff))
    if number == edges.count { edges.append(Edge()) }
    edges[number].entry.add(user: user)
    edges[number].times.append(time)
  }

  // MARK: Reading

  /// The labels of a variant, from the first node on.
  func labels(ofVariant number: Int) -> [Int32] {
    var labels: [Int32] = []
    var current = number
    while current >= 0 {
      let word = variantTable.words[current]
      labels.append(Int32(bitPattern: UInt32(truncatingIfNeeded: word)))
      current = Int(word >> 32) - 1
    }
    return labels.reversed()
  }

  func place(ofNode number: Int) -> (position: Int, label: Int32) {
    let word = nodeTable.words[number]
    return (Int(Int16(truncatingIfNeeded: word >> 32)), Int32(bitPattern: UInt32(truncatingIfNeeded: word)))
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

  private static func word(_ position: Int, _ label: Int32) -> UInt64 {
    UInt64(UInt16(truncatingIfNeeded: position)) << 32 | UInt64(UInt32(bitPattern: label))
  }
}
