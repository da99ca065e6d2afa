/// A closed range of user hashes: a share of the users of every file.
package struct HashRange: Sendable, Equatable {
  package var first: UInt64
  package var last: UInt64

  package init(first: UInt64, last: UInt64) {
    self.first = first
    self.last = last
  }

  package static let all = HashRange(first: 0, last: .max)

  /// Cuts all hashes into `count` ranges of equal width, which hold about equally many users.
  package static func split(into count: Int) -> [HashRange] {
    let parts = UInt64(max(1, count))
    let width = UInt64.max / parts
    return (0..<parts).map { part in
      HashRange(first: part * width, last: part == parts - 1 ? .max : (part + 1) * width - 1)
    }
  }

  package func overlaps(_ group: SegmentFooter.Group) -> Bool {
    group.firstHash <= last && first <= group.lastHash
  }
}
