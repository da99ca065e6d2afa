import EventModel
import SegmentStore

/// Which neighbouring files of a snapshot are worth merging.
///
/// Files are of one tier when their sizes differ by less than a factor of about four. Four or more neighbours of a tier,
/// or of lower ones, become one file, which may then be the neighbour of others of its size; so every row is written
/// about once per tier, and the number of files grows with the logarithm of the bytes.
struct CompactionPlan {
  /// So many neighbours of like size are merged.
  private static let least = 4
  /// All files below this are of the lowest tier.
  private static let lowestTier = 1 << 20
  /// A file with more than this share of dead rows is written anew.
  private static let deadShare = 0.2

  let merges: [Compaction.Merge]

  init(store: Store, manifest: Manifest, extent: Compaction.Extent) throws {
    merges = try ([nil] + PropertyTable.allCases.map { $0 }).flatMap { table in
      try Self.merges(of: table, store: store, manifest: manifest, extent: extent)
    }
  }

  private static func merges(
    of table: PropertyTable?, store: Store, manifest: Manifest, extent: Compaction.Extent
  ) throws -> [Compaction.Merge] {
    let files = manifest.files(of: table)
    var masks: [Int: Manifest.Attachment] = [:]
    for (index, file) in files.enumerated() { masks[index] = manifest.mask(of: file.path) }
    func merge(_ range: Range<Int>) -> Compaction.Merge {
      let rows = range.reduce(0) { $0 + files[$1].rows }
      let living = range.reduce(0) { $0 + (masks[$1]?.rows ?? files[$1].rows) }
      return Compaction.Merge(
        table: table, files: range, bytes: range.reduce(0) { $0 + files[$1].bytes }, rows: living,
        deadRows: rows - living)
    }
    switch extent {
    case .all:
      let isOne = files.count <= 1 && masks.isEmpty
      return isOne ? [] : [merge(files.indices)]
    case .tiers:
      var ranges = Self.tiered(files.map(\.bytes))
      for (index, mask) in masks where !ranges.contains(where: { $0.contains(index) }) {
        let dead = files[index].rows - (mask.rows ?? files[index].rows)
        let isSparse = Double(dead) > Double(files[index].rows) * Self.deadShare
        if try isSparse || Self.hasForgotten(files[index], mask, store) { ranges.append(index..<index + 1) }
      }
      return ranges.sorted { $0.lowerBound < $1.lowerBound }.map(merge)
    }
  }

  private static func hasForgotten(
    _ file: Manifest.File, _ attachment: Manifest.Attachment, _ store: Store
  ) throws -> Bool {
    try store.mask(attachment, of: try store.segmentFile(file)).count(.forgotten) > 0
  }

  /// The ranges to merge among neighbours of these sizes.
  static func tiered(_ sizes: [Int]) -> [Range<Int>] {
    var pieces = sizes.enumerated().map { (range: $0.offset..<$0.offset + 1, bytes: $0.element) }
    var tier = 0
    while tier <= pieces.map({ Self.tier($0.bytes) }).max() ?? -1 {
      var next: [(range: Range<Int>, bytes: Int)] = []
      var start = 0
      while start < pieces.count {
        var end = start
        while end < pieces.count, Self.tier(pieces[end].bytes) <= tier { end += 1 }
        if end - start >= least {
          next.append(
            (
              pieces[start].range.lowerBound..<pieces[end - 1].range.upperBound,
              pieces[start..<end].reduce(0) { $0 + $1.bytes }
            ))
          start = end
        } else {
          end = max(end, start + 1)
          next += pieces[start..<end]
          start = end
        }
      }
      pieces = next
      tier += 1
    }
    return pieces.map(\.range).filter { $0.count > 1 }
  }

  private static func tier(_ bytes: Int) -> Int {
    var tier = 0
    var limit = lowestTier
    while bytes > limit, tier < 30 {
      limit *= 4
      tier += 1
    }
    return tier
  }
}
