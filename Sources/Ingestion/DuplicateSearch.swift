import Dispatch
import EventModel
import SegmentStore
import Synchronization

/// Finds the rows of new segment files that say again what rows before them said, and the rows they replace.
///
/// Rows with an event id are the same by source, event id and user; with `findsRows`, rows without one are the same
/// when they are alike in every column. In order of ingestion, a row alike in every column to the one that counts is
/// dropped, another takes its place. Works on a share of the user hashes at a time: first on user ids, event ids and
/// sources only; whole rows are decoded where these meet.
struct DuplicateSearch {
  let files: [SegmentFile]
  let masks: [RowMask?]
  /// Files from here on are new; the rows of those before are each other's duplicates no more.
  let firstNew: Int
  let findsRows: Bool
  /// By new file: the keys of rows that took the place of others before they came here.
  let replacing: [Set<UInt64>]

  /// What was found.
  struct Findings: Sendable {
    var counts = DuplicateCounts()
    /// By file and row group: rows that do not count any more, not sorted.
    var dead: [Int: [Int: [UInt32]]] = [:]

    mutating func add(_ other: Findings) {
      counts.add(other.counts)
      for (file, groups) in other.dead {
        for (group, rows) in groups { dead[file, default: [:]][group, default: []] += rows }
      }
    }

    /// The masks of files with the rows found, figures included.
    func masks(of files: [SegmentFile], _ masks: [RowMask?]) throws -> [RowMask?] {
      let codec = ZstdCodec()
      return try files.indices.map { index in
        guard let groups = dead[index] else { return masks[index] }
        var draft = MaskDraft(file: files[index], mask: masks[index])
        for (group, rows) in groups { draft.kill(rows.sorted(), inGroup: group, cause: .superseded) }
        // The figures want the directory of every group, and with each its neighbourhood comes into memory.
        defer { files[index].release() }
        return try draft.mask(codec: codec)
      }
    }
  }

  func run(threads: Int, isCancelled: () -> Bool) throws -> Findings {
    let rows = files[firstNew...].reduce(0) { $0 + $1.footer.rows }
    guard rows > 0 else { return Findings() }
    let ranges = HashRange.split(into: rows / SegmentLimits.rowGroupTarget + 1)
    var findings = Findings()
    // Neighbouring ranges share groups, so each thread takes several of them.
    let perTask = 4
    let tasks = (ranges.count + perTask - 1) / perTask
    var first = 0
    while first < tasks {
      if isCancelled() { throw IngestError.cancelled }
      let wave = first..<min(tasks, first + max(1, threads))
      let outcome = Mutex<Result<Findings, any Error>>(.success(Findings()))
      DispatchQueue.concurrentPerform(iterations: wave.count) { index in
        let share = ranges.dropFirst((wave.lowerBound + index) * perTask).prefix(perTask)
        let result = Result {
          let reader = DuplicateReader(search: self)
          var found = Findings()
          for range in share { found.add(try reader.findings(in: range)) }
          return found
        }
        outcome.withLock { outcome in
          guard case .success(var sum) = outcome else { return }
          switch result {
          case .success(let found):
            sum.add(found)
            outcome = .success(sum)
          case .failure(let error): outcome = .failure(error)
          }
        }
      }
      findings.add(try outcome.withLock { try $0.get() })
      first = wave.upperBound
      let last = ranges[min(ranges.count, first * perTask) - 1].last
      for file in files { file.release(groupsUpTo: last) }
    }
    return findings
  }
}
