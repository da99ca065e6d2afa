/// Who is who in the events of one source: every raw id of a map with the user its links lead to in the end.
///
/// Chains are followed to their end. Ids on a ring, and those that lead into it, become the smallest id on it, as bytes.
/// A value; safe to share.
package struct IdentityResolver: Sendable {
  private var ids = TextDictionary()
  /// By number of the id: the number of its user.
  private var owners: [UInt32] = []
  /// Rings among the links.
  private(set) var cycles = 0
  /// Ids whose links lead to their user over another id.
  private(set) var chained = 0

  /// - Complexity: O(links), because every path is followed once.
  init(_ map: IdentityMap, source: String?) {
    var next: [UInt32] = []
    func extend(_ next: inout [UInt32]) {
      while next.count < ids.count { next.append(.max) }
    }
    // Links of the source come last and win.
    for wanted in source == nil ? [nil] : [nil, source] {
      for (key, target) in map.targets where key.source == wanted {
        let (raw, user) = (ids.number(of: key.rawID), ids.number(of: target))
        extend(&next)
        next[Int(raw)] = user
      }
    }
    resolve(next)
  }

  private mutating func resolve(_ next: [UInt32]) {
    owners = [UInt32](repeating: .max, count: next.count)
    // The walk in which an id was met, to tell a ring from a path that ends in a known one.
    var walks = [Int32](repeating: -1, count: next.count)
    for start in next.indices where owners[start] == .max {
      var path: [Int] = []
      var id = start
      while owners[id] == .max, walks[id] != Int32(start) {
        walks[id] = Int32(truncatingIfNeeded: start)
        path.append(id)
        guard next[id] != .max else { break }
        id = Int(next[id])
      }
      let owner: UInt32
      if owners[id] != .max {
        owner = owners[id]
      } else if next[id] == .max {
        owner = UInt32(id)
      } else {
        let ring = path.drop { $0 != id }
        cycles += 1
        owner = UInt32(ring.min { ids.texts[$0].lexicographicallyPrecedes(ids.texts[$1]) } ?? id)
      }
      for id in path { owners[id] = owner }
    }
    chained = next.indices.count { next[$0] != .max && next[$0] != owners[$0] && owners[$0] != UInt32($0) }
  }

  /// The user that `rawID` stands for, or `nil` when it stands for itself.
  package func owner(of rawID: some Collection<UInt8>) -> ArraySlice<UInt8>? {
    guard let number = ids.find(rawID) else { return nil }
    let owner = owners[Int(number)]
    return owner == number ? nil : ids.texts[Int(owner)]
  }

  /// Every id that stands for one of `users`, which are in the result themselves.
  package func rawIDs(of users: Set<[UInt8]>) -> Set<[UInt8]> {
    var result = users
    for id in owners.indices where users.contains([UInt8](ids.texts[Int(owners[id])])) {
      result.insert([UInt8](ids.texts[id]))
    }
    return result
  }

  /// Users that more than one other id leads to.
  var sharedUsers: Int {
    var counts = [Int](repeating: 0, count: owners.count)
    for (id, owner) in owners.enumerated() where owner != UInt32(id) { counts[Int(owner)] += 1 }
    return counts.count { $0 > 1 }
  }
}
