import NaiveEvaluator
import Testing

@Suite struct JourneyProperties {
  @Test func `per node what comes in goes out, drops, arrives or is cut`() {
    for seed in 0..<2_000 as Range<UInt64> {
      var logs = NaiveLogGenerator(seed: seed)
      let log = logs.log()
      var questions = NaiveQuestionGenerator(seed: seed, fitting: log)
      let journeys = questions.journeys()
      let answer = journeys.answer(on: log)
      for node in answer.nodes {
        // Positions of a path ascend by one, also when they are counted backwards.
        let entering = answer.edges.filter { $0.position == node.position - 1 && $0.to == node.event }
        let leaving = answer.edges.filter { $0.position == node.position && $0.from == node.event }
        let come = entering.reduce(node.starts) { $0 + $1.paths }
        let gone = leaving.reduce(node.dropped + node.arrived + node.cut) { $0 + $1.paths }
        #expect(come == node.paths && gone == node.paths, "seed \(seed)")
        #expect(node.units <= node.paths || journeys.unit != nil, "seed \(seed)")
      }
      #expect(answer.paths.reduce(0) { $0 + $1.paths } == answer.totalPaths, "seed \(seed)")
      #expect(answer.nodes.reduce(0) { $0 + $1.starts } == answer.totalPaths, "seed \(seed)")
      if let top = journeys.top {
        #expect(answer.paths.count <= top + 1, "seed \(seed)")
      }
    }
  }

  @Test func `generators repeat themselves from a seed`() {
    var a = NaiveLogGenerator(seed: 5)
    var b = NaiveLogGenerator(seed: 5)
    #expect(a.log() == b.log())
    #expect(a.log() != NaiveLogGenerator.firstLog(seed: 6))
    var random = SplitMix64(seed: 0)
    #expect(random.next() == 0xe220_a839_7b1d_cdaf)
  }
}

extension NaiveLogGenerator {
  static func firstLog(seed: UInt64) -> [NaiveEvent] {
    var generator = NaiveLogGenerator(seed: seed)
    return generator.log()
  }
}
