/// The users behind paths that several users can share: who is behind each variant, node and edge, each once.
///
/// A user may be behind many paths and a path may have many users, so counting needs to know them all. Memory grows with
/// the users of each path and with the places that paths lead through.
struct PathUsers {
  /// The paths that lead through each of some numbered places.
  private struct Passages {
    private var places: [UInt32] = []
    private var paths: [UInt32] = []

    mutating func append(_ place: Int, path: UInt32) {
      places.append(UInt32(truncatingIfNeeded: place))
      paths.append(path)
    }

    /// The paths through each place below `count`.
    func byPlace(_ count: Int) -> [[UInt32]] {
      var lists = [[UInt32]](repeating: [], count: count)
      for (place, path) in zip(places, paths) { lists[Int(place)].append(path) }
      return lists
    }
  }

  /// How many users there are behind everything a tally counts, under the tally's numbers.
  struct Counts {
    var total: Int
    var variants: [Int]
    var nodes: [Int]
    var edges: [Int]
  }

  private var people = WordTable()
  private var usersOfPaths: [UInt32] = []
  /// The place after the last user of each path.
  private var pathEnds: [Int] = []
  /// By user, the last path that was found to be theirs, + 1.
  private var lastPath: [UInt32] = []
  private var variants = Passages()
  private var nodes = Passages()
  private var edges = Passages()

  // MARK: Noting

  /// Begins the next path.
  mutating func beginPath() { pathEnds.append(usersOfPaths.count) }

  /// Notes that an event of the path belongs to a user; equal numbers are one user.
  mutating func addUser(_ owner: UInt64) {
    let user = people.number(of: owner)
    if user == lastPath.count { lastPath.append(0) }
    let path = UInt32(pathEnds.count)
    guard lastPath[user] != path else { return }
    lastPath[user] = path
    usersOfPaths.append(UInt32(user))
    pathEnds[pathEnds.count - 1] += 1
  }

  private var path: UInt32 { UInt32(pathEnds.count - 1) }

  mutating func addVariant(_ number: Int) { variants.append(number, path: path) }

  mutating func addNode(_ number: Int) { nodes.append(number, path: path) }

  mutating func addEdge(_ number: Int) { edges.append(number, path: path) }

  // MARK: Counting

  func counts(of tally: JourneyTally, _ probe: inout CancelProbe) throws -> Counts {
    Counts(
      total: people.count,
      variants: try distinct(variants.byPlace(tally.variants.count), &probe),
      nodes: try distinct(nodes.byPlace(tally.nodes.count), &probe),
      edges: try distinct(edges.byPlace(tally.edges.count), &probe))
  }

  /// The users of each list of paths, each user once.
  private func distinct(_ lists: [[UInt32]], _ probe: inout CancelProbe) throws -> [Int] {
    var lastPlace = [Int](repeating: -1, count: people.count)
    var counts: [Int] = []
    counts.reserveCapacity(lists.count)
    for (place, paths) in lists.enumerated() {
      var count = 0
      for path in paths {
        let users = (path == 0 ? 0 : pathEnds[Int(path) - 1])..<pathEnds[Int(path)]
        try probe.count(users.count)
        for user in usersOfPaths[users] where lastPlace[Int(user)] != place {
          lastPlace[Int(user)] = place
          count += 1
        }
      }
      counts.append(count)
    }
    return counts
  }
}
