import EventModel
import NaiveEvaluator
import Testing

@Suite struct FunnelProperties {
  func cases(_ count: UInt64, _ body: (UInt64, [NaiveEvent], inout NaiveQuestionGenerator) -> Void) {
    for seed in 0..<count {
      var logs = NaiveLogGenerator(seed: seed)
      let log = logs.log()
      // The first half asks questions made for this log, the second half any.
      var questions =
        seed < count / 2
        ? NaiveQuestionGenerator(seed: seed, fitting: log) : NaiveQuestionGenerator(seed: seed)
      body(seed, log, &questions)
    }
  }

  /// The times of the counted attempt by the default rules, over every tuple of events: a second, flat spelling of
  /// §2.6 for plain patterns.
  func bestTimes(_ funnel: NaiveFunnel, _ events: [NaiveEvent]) -> [Int64] {
    for depth in stride(from: funnel.steps.count, to: 0, by: -1) {
      var tuples: [[Int]] = [[]]
      for _ in 0..<depth { tuples = tuples.flatMap { tuple in events.indices.map { tuple + [$0] } } }
      let valid = tuples.filter { tuple in
        Set(tuple).count == depth && funnel.range.contains(events[tuple[0]].time)
          && zip(tuple, funnel.steps).allSatisfy { $1.condition.accepts(events[$0]) }
          && zip(tuple, tuple.dropFirst()).allSatisfy { events[$0].time <= events[$1].time }
          && events[tuple[depth - 1]].time - events[tuple[0]].time <= funnel.window ?? .max
      }
      let best = valid.min { a, b in
        let left = [a[depth - 1], -a[0]] + a.reversed().map { -$0 }
        let right = [b[depth - 1], -b[0]] + b.reversed().map { -$0 }
        return left.lexicographicallyPrecedes(right)
      }
      if let best { return best.map { events[$0].time } }
    }
    return []
  }

  @Test func `the default rules agree with a flat search over all tuples`() {
    cases(1_500) { seed, log, questions in
      var funnel = questions.plainFunnel()
      if funnel.steps.count > 3 { funnel.steps.removeLast() }
      let answer = funnel.answer(on: log)
      for sequence in funnel.stream.sequences(of: log).sequences {
        let counted = answer.attempts.first { $0.unit == sequence.unit }
        let times = counted?.times.compactMap { $0 } ?? []
        #expect(times == bestTimes(funnel, sequence.events), "seed \(seed), unit \(sequence.unit)")
      }
    }
  }

  @Test func `a wider window never lowers a count`() {
    cases(600) { seed, log, questions in
      var funnel = questions.plainFunnel()
      guard let window = funnel.window else { return }
      let narrow = funnel.answer(on: log).steps.map(\.units)
      funnel.window = window * 2 + 1
      let wide = funnel.answer(on: log).steps.map(\.units)
      #expect(zip(narrow, wide).allSatisfy { $0 <= $1 }, "seed \(seed)")
    }
  }

  @Test func `another event never lowers the best attempt`() {
    cases(600) { seed, log, questions in
      var funnel = questions.plainFunnel()
      // A new event can move the borders of split sessions.
      funnel.stream.unit = .user
      let before = funnel.answer(on: log.dropLast()).steps.map(\.units)
      let after = funnel.answer(on: log).steps.map(\.units)
      #expect(zip(before, after).allSatisfy { $0 <= $1 }, "seed \(seed)")
    }
  }

  @Test func `without ties the ingestion order means nothing`() {
    cases(1_500) { seed, log, questions in
      let funnel = questions.funnel()
      var distinct = log
      // Generated times are tenths of a second apart, so that microseconds cannot make new ties.
      for index in distinct.indices { distinct[index].time += Int64(index) }
      #expect(Set(distinct.map(\.time)).count == distinct.count, "seed \(seed)")
      var shuffled = distinct
      shuffled.shuffle(using: &questions.random)
      guard funnel.resolution == nil else { return }
      let (a, b) = (funnel.answer(on: distinct), funnel.answer(on: shuffled))
      #expect(a.attempts.map(\.times) == b.attempts.map(\.times), "seed \(seed)")
      #expect(a.steps.map(\.open) == b.steps.map(\.open), "seed \(seed)")
    }
  }

  @Test func `any question's answer keeps its own books`() {
    cases(1_500) { seed, log, questions in
      let funnel = questions.funnel()
      let answer = funnel.answer(on: log)
      for (a, b) in zip(answer.steps, answer.steps.dropFirst()) {
        #expect(a.units >= b.units && a.attempts >= b.attempts, "seed \(seed)")
      }
      for step in answer.steps {
        #expect(step.units <= step.attempts && step.units <= answer.allUnits, "seed \(seed)")
        #expect(step.open ?? 0 <= step.attempts, "seed \(seed)")
      }
      if funnel.entry != .every, funnel.holding.isEmpty {
        #expect(answer.steps.allSatisfy { $0.units == $0.attempts }, "seed \(seed)")
      }
      if funnel.top != nil, !funnel.by.isEmpty {
        let top = answer.groups.reduce(0) { $0 + $1.steps[0].attempts }
        #expect(top == answer.allGroups.reduce(0) { $0 + $1.steps[0].attempts }, "seed \(seed)")
      }
    }
  }

  @Test func `totals are at least uniques and users do not mix`() {
    cases(600) { seed, log, questions in
      var funnel = questions.plainFunnel()
      if case .property = funnel.stream.unit { funnel.stream.unit = .user }
      funnel.entry = .every
      let totals = funnel.answer(on: log, endOfData: 0)
      var sum = Array(repeating: 0, count: totals.steps.count)
      for user in Set(log.map(\.user)) {
        var alone = log.filter { $0.user == user }
        // One user's log must not lose the session column that others gave it.
        if log.contains(where: { $0.session != nil }) {
          alone.append(NaiveEvent(user: "nobody", name: "none", time: 0, session: "s"))
        }
        let steps = funnel.answer(on: alone, endOfData: 0).steps
        for index in steps.indices { sum[index] += steps[index].attempts }
      }
      #expect(totals.steps.map(\.attempts) == sum, "seed \(seed)")
      funnel.entry = .first
      let first = funnel.answer(on: log).steps
      #expect(zip(first, totals.steps).allSatisfy { $0.units <= $1.attempts }, "seed \(seed)")
    }
  }
}
