import SegmentStore

/// A share of the users of a snapshot: the unit of parallel work.
///
/// No user is in two units, so workers never meet.
enum WorkUnit: Sendable, Equatable {
  /// A row group whose users are in no other group.
  case group(file: Int, index: Int)
  /// Users spread over several files, to be put together first.
  case range(HashRange, rows: Int)

  /// Cuts a snapshot into units, in the order of user hashes.
  ///
  /// Groups that overlap no other and have no dead rows are units as they are; the hash range of each other cluster of
  /// overlapping groups is cut into ranges of about a row group's size. Groups without living rows are left out.
  static func all(of snapshot: Snapshot) -> [WorkUnit] {
    var groups: [(file: Int, index: Int, group: SegmentFooter.Group)] = []
    for (file, segment) in snapshot.files.enumerated() {
      let mask = snapshot.masks[file]
      for (index, group) in segment.footer.groups.enumerated()
      where mask?.groups[index]?.rows.count != group.rows {
        groups.append((file, index, group))
      }
    }
    groups.sort { ($0.group.firstHash, $0.file, $0.index) < ($1.group.firstHash, $1.file, $1.index) }
    var units: [WorkUnit] = []
    var start = 0
    while start < groups.count {
      var last = groups[start].group.lastHash
      var end = start + 1
      while end < groups.count, groups[end].group.firstHash <= last {
        last = max(last, groups[end].group.lastHash)
        end += 1
      }
      let isWhole = snapshot.masks[groups[start].file]?.groups[groups[start].index] == nil
      if end == start + 1 && isWhole {
        units.append(.group(file: groups[start].file, index: groups[start].index))
      } else {
        let rows = groups[start..<end].reduce(0) { $0 + $1.group.rows }
        units += ranges(first: groups[start].group.firstHash, last: last, rows: rows)
      }
      start = end
    }
    return units
  }

  private static func ranges(first: UInt64, last: UInt64, rows: Int) -> [WorkUnit] {
    let parts = UInt64(rows / SegmentLimits.rowGroupTarget + 1)
    let width = (last - first) / parts
    return (0..<parts).map { part in
      let from = first + part * width
      let to = part == parts - 1 ? last : from + width - 1
      return .range(HashRange(first: from, last: to), rows: rows / Int(parts))
    }
  }
}
