/// Distinct words, ascending, and how often each occurs.
struct CountedWords: Sendable {
  private(set) var words: [UInt64] = []
  private(set) var counts: [Int] = []

  init() {}

  /// Counts words in any order.
  init(_ unsorted: [UInt64]) {
    // As signed numbers they keep their order when the highest bit is turned.
    let highest: UInt64 = 1 << 63
    for value in TimeSort.sorted(unsorted.map { Int64(bitPattern: $0 ^ highest) }) {
      append(UInt64(bitPattern: value) ^ highest, 1)
    }
  }

  /// Adds up two counts.
  init(merging left: CountedWords, _ right: CountedWords) {
    words.reserveCapacity(max(left.words.count, right.words.count))
    counts.reserveCapacity(max(left.words.count, right.words.count))
    var (leftPlace, rightPlace) = (0, 0)
    while leftPlace < left.words.count || rightPlace < right.words.count {
      if rightPlace == right.words.count
        || leftPlace < left.words.count && left.words[leftPlace] <= right.words[rightPlace]
      {
        append(left.words[leftPlace], left.counts[leftPlace])
        leftPlace += 1
      } else {
        append(right.words[rightPlace], right.counts[rightPlace])
        rightPlace += 1
      }
    }
  }

  /// The places of the `limit` most frequent words, ties in the order of words; of all without a limit.
  func ranked(limit: Int?) -> [Int] {
    var least = 0
    // Only what is at least as frequent as the last one kept takes part in the ranking.
    if let limit, words.count > limit { least = TimeRanks.leastOfGreatest(limit, of: counts) }
    var places = words.indices.filter { counts[$0] >= least }
    places.sort { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
    return limit.map { Array(places.prefix($0)) } ?? places
  }

  private mutating func append(_ word: UInt64, _ count: Int) {
    if words.last == word {
      counts[counts.count - 1] += count
    } else {
      words.append(word)
      counts.append(count)
    }
  }
}
