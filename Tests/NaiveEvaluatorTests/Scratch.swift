import EventModel
import NaiveEvaluator
import Testing

@Test func `scratch`() {
  var worst: (Duration, UInt64) = (.zero, 0)
  var total = Duration.zero
  var depths: [Int: Int] = [:]
  var tally: [String: Int] = [:]
  for seed in 0..<4_000 as Range<UInt64> {
    var l = NaiveLogGenerator(seed: seed)
    let log = l.log(); var q = NaiveQuestionGenerator(seed: seed, fitting: log); let f = q.funnel()
    let clock = ContinuousClock()
    var answer: NaiveFunnelResult?
    let t = clock.measure { answer = f.answer(on: log) }
    total += t
    if t > worst.0 { worst = (t, seed) }
    let a = answer!
    depths[a.attempts.map(\.depth).max() ?? 0, default: 0] += 1
    func differs(_ name: String, _ change: (inout NaiveFunnel) -> Void) {
      var g = f; change(&g)
      if String(describing: g) == String(describing: f) { return }
      let b = g.answer(on: log)
      tally[name + " set", default: 0] += 1
      if b.attempts.map(\.times) != a.attempts.map(\.times) || b.steps.map(\.open) != a.steps.map(\.open) || b.groups.map(\.group) != a.groups.map(\.group) { tally[name + " matters", default: 0] += 1 }
    }
    if seed < 4_000 {
      differs("exclusions") { $0.exclusions = [] }
      differs("effect") { $0.effect = .endAttempt }
      differs("entry") { $0.entry = .best }
      differs("ties") { $0.ties = .stepOrder }
      differs("order") { $0.order = .ordered }
      differs("scope") { $0.scope = .entries }
      differs("holding") { $0.holding = [] }
      differs("firstvalue") { $0.holdsFirstValue = false }
      differs("tolerance") { $0.tolerance = 0 }
      differs("resolution") { $0.resolution = nil }
      differs("fold") { $0.foldsRepeats = false }
      differs("arrows") { for i in $0.steps.indices { $0.steps[i].arrow = .init() } }
      differs("optional") { for i in $0.steps.indices { $0.steps[i].isOptional = false } }
      differs("onset") { for i in $0.steps.indices { $0.steps[i].onset = .anywhere } }
      differs("window") { $0.window = nil }
      differs("range") { $0.range = .init() }
      differs("having") { $0.having = [] }
      differs("attribution") { $0.attribution = .first }
      differs("where") { $0.stream.filter = .always }
    }
  }
  print("worst", worst, "mean", total / 4_000, depths.sorted { $0.key < $1.key })
  for (k, v) in tally.sorted(by: { $0.key < $1.key }) { print(k, v) }
}
