import EventModel
import NaiveEvaluator
import SequenceMatcher

/// A funnel and one user's log, for the general matcher and for the plain evaluator alike.
struct FunnelCase {
  var funnel: NaiveFunnel
  let log: [NaiveEvent]

  /// A random case with any combination of options; the same one for the same seed.
  init(seed: UInt64) {
    var logs = NaiveLogGenerator(seed: seed)
    logs.maximumUsers = 1
    logs.hasSessions = false
    logs.maximumEvents = logs.random.pick([4, 6, 8, 9])
    if logs.random.chance(30) { logs.names = ["a", "b"] }
    log = logs.log()
    var questions = NaiveQuestionGenerator(seed: seed, fitting: log)
    funnel = questions.funnel()
    funnel.stream.unit = .user
    funnel.by = []
    funnel.having = []
    funnel.bucket = nil
    funnel.attribution = .first
    var random = SplitMix64(seed: seed ^ 0x00c0_ffee)
    if random.chance(20) { funnel.reusesEqualSteps = true }
    if random.chance(12), funnel.order != .sets {
      funnel.window = nil
      funnel.windowEvents = 1 + random.number(below: 5)
    }
    if funnel.order == .ordered || funnel.order == .strict { dress(&random) }
    if funnel.order == .unordered {
      for index in funnel.exclusions.indices {
        funnel.exclusions[index].from = 1
        funnel.exclusions[index].to = nil
      }
    }
  }

  /// Aliases of later steps, repeated steps, several arrow constraints, exclusions that end at the last step.
  private mutating func dress(_ random: inout SplitMix64) {
    if funnel.steps.count > 2, random.chance(15) {
      for step in funnel.steps.indices { funnel.steps[step].alias = nil }
      let aliased = 1 + random.number(below: funnel.steps.count - 2)
      funnel.steps[aliased].alias = "one"
      let condition = NaiveFilter.relative(
        random.pick(["p", "q"]), random.pick([.equal, .notEqual, .less]), alias: "one",
        random.pick(["p", "q"]))
      funnel.steps[funnel.steps.count - 1].condition.filter = condition
      if random.chance(30) {
        funnel.steps[funnel.steps.count - 1].arrow.without = [NaiveCondition(.any, where: condition)]
      }
    }
    if random.chance(10), funnel.exclusions.isEmpty, funnel.steps.count < 4 {
      let step = random.number(below: funnel.steps.count)
      let counts = 1...(1 + random.number(below: 2))
      funnel.steps.replaceSubrange(step...step, with: funnel.steps[step].repeated(counts))
    }
    if random.chance(15), funnel.steps.count > 1 {
      let step = 1 + random.number(below: funnel.steps.count - 1)
      funnel.steps[step].arrow.within = 600_000_000
      funnel.steps[step].arrow.same = ["p"]
    }
    if random.chance(20) {
      for index in funnel.exclusions.indices { funnel.exclusions[index].to = nil }
    }
    if random.chance(8), funnel.order == .ordered { funnel.tolerance = 60_000_000 }
    if random.chance(15) { funnel.steps[0].isOptional = funnel.steps[0].alias == nil }
    if random.chance(5), funnel.steps.count > 2 { funnel.steps[1].isOptional = true }
    funnel.settleLeadingSteps()
  }

  /// The events and all options, short enough to read.
  var summary: String {
    let events = log.enumerated().map { index, event in
      let values = ["p", "q"].map { name in event.properties[name].map { NaiveText.of($0) } ?? "-" }
      return "\(event.name)\(event.time / 1_000 % 1_000_000_000)[\(values.joined(separator: ","))]"
    }
    let steps = funnel.steps.map { "\($0)".replacing("NaiveEvaluator.", with: "") }
    var options = funnel
    options.steps = []
    return "\(events.joined(separator: " ")) \n\(steps.joined(separator: "\n"))\n\(options)"
      .replacing("NaiveEvaluator.", with: "")
  }

  /// What counts: events, steps and openness of each attempt.
  struct Counted: Equatable {
    var places: [Int?]
    var filled: [Int]
    var depth: Int
    var isOpen: Bool?

    var summary: String {
      "\(places.map { $0.map { "\($0)" } ?? "-" }.joined(separator: " ")) open \(isOpen as Any)"
    }
  }

  func expected() -> [Counted] {
    funnel.answer(on: log).attempts.map {
      Counted(
        places: $0.attempt.places, filled: $0.attempt.filled, depth: $0.depth, isOpen: $0.isOpen)
    }
  }

  /// With `passesEarly` as long units are matched, by a pass over all events.
  func matched(passesEarly: Bool) throws -> [Counted] {
    var compiled = CompiledFunnel(funnel, log: log)
    if passesEarly { compiled.rules.searchBeforePass = 0 }
    return try compiled.attempts().map { attempt in
      Counted(
        places: attempt.places.map { $0 < 0 ? nil : Int(compiled.unit.events[$0].position) },
        filled: attempt.filled, depth: attempt.depth, isOpen: attempt.isOpen)
    }
  }
}
