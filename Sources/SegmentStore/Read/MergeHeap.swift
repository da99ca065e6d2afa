/// The next rows of several sorted lists of rows, the least on top: by time, then by the number of the source.
struct MergeHeap {
  /// A list of rows of one source, of which ``row`` is the next.
  struct Head {
    let source: Int
    private(set) var row: Int
    private let end: Int
    private let times: [Int64]
    fileprivate private(set) var time: Int64

    /// `rows` are not empty; `times` are those of all rows of the source, in µs.
    init(source: Int, rows: Range<Int>, times: [Int64]) {
      self.source = source
      self.times = times
      row = rows.lowerBound
      end = rows.upperBound
      time = times[row]
    }

    /// Whether there is another row.
    fileprivate mutating func advance() -> Bool {
      row += 1
      guard row < end else { return false }
      time = times[row]
      return true
    }

    static func < (left: Head, right: Head) -> Bool {
      left.time != right.time ? left.time < right.time : left.source < right.source
    }
  }

  private var heads: [Head]

  init(_ heads: [Head]) {
    // A sorted array is a heap.
    self.heads = heads.sorted { $0 < $1 }
  }

  /// The list whose next row comes first; `nil` when all are at their ends.
  var first: (source: Int, row: Int)? { heads.first.map { ($0.source, $0.row) } }

  /// Goes on to the row after ``first``.
  /// - Complexity: O(log lists).
  mutating func advance() {
    if !heads[0].advance() {
      heads[0] = heads[heads.count - 1]
      heads.removeLast()
    }
    var place = 0
    while true {
      var least = 2 * place + 1
      guard least < heads.count else { return }
      if least + 1 < heads.count, heads[least + 1] < heads[least] { least += 1 }
      guard heads[least] < heads[place] else { return }
      heads.swapAt(place, least)
      place = least
    }
  }
}
