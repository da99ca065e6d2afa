import NaiveEvaluator
import SequenceMatcher
import Testing

struct PatternMatcherTests {
  @Test(arguments: 0..<50)
  func `every option chooses the attempts that trying everything chooses`(block: UInt64) throws {
    for seed in block * 2_000..<(block + 1) * 2_000 {
      let example = FunnelCase(seed: seed)
      let (matched, expected) = (try example.matched(), example.expected())
      if matched != expected {
        Issue.record(
          "seed \(seed): \(matched.map(\.summary)) instead of \(expected.map(\.summary)) for \(example.summary)"
        )
        return
      }
    }
  }
}
