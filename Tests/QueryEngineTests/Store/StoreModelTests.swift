import Testing

struct StoreModelTests {
  @Test(arguments: 0..<6)
  func `any order of ingests, links, forgetting and compaction leaves what a plain model leaves`(
    block: UInt64
  ) throws {
    for seed in block * 8..<(block + 1) * 8 {
      do {
        var store = try ModelledStore(seed: seed)
        for _ in 0..<8 {
          try store.step()
          try store.check()
        }
      } catch let disagreement as Disagreement {
        Issue.record("seed \(seed): \(disagreement)")
        return
      }
    }
  }
}
