import EventModel
import NaiveEvaluator
import QueryResults
import Testing

struct SessionGapTests {
  private static let gaps: [String: Int64] = ["web": 1_000_000, "app": 600_000_000]

  /// Events of three sources in pauses of every interesting length; those of `desk` have the usual gap.
  private func log(seed: UInt64) -> [NaiveEvent] {
    var random = SplitMix64(seed: seed)
    var time: Int64 = 1_767_571_200_000_000
    return (0..<60).map { _ in
      time += random.pick([0, 1_000_000, 1_000_001, 600_000_000, 600_000_001, 1_800_000_000, 1_800_000_001])
      return NaiveEvent(
        user: random.pick(["u", "v"]), name: random.pick(["a", "b", "c"]), time: time,
        source: random.pick(["web", "app", "desk"]))
    }
  }

  private func units(_ text: String, _ stored: StoredLog) throws -> [Int] {
    guard case .funnel(let funnel) = try stored.answer(text).body else { return [] }
    return funnel.steps.map(\.units)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `a session of a source ends after a longer silence than the source allows`(seed: UInt64) throws {
    let log = log(seed: seed)
    let stored = try StoredLog(sourced: log, sessionGaps: Self.gaps)
    var funnel = NaiveFunnel(["a", "b"])
    func expected(_ unit: NaiveUnit) -> [Int] {
      funnel.stream.unit = unit
      return funnel.answer(on: log).steps.map(\.units)
    }
    let bySource = expected(.sessionBySource(gaps: Self.gaps, usual: 1_800_000_000))
    #expect(try units("funnel a -> b per session", stored) == bySource, "seed \(seed)")
    // Who writes a gap means it.
    let written = expected(.sessionSplit(gap: 1_000_000, resetsAtMidnight: false))
    #expect(try units("funnel a -> b per session gap 1s", stored) == written, "seed \(seed)")
    let usual = try StoredLog(sourced: log)
    #expect(try units("funnel a -> b per session", usual) == expected(.session), "seed \(seed)")
  }
}
