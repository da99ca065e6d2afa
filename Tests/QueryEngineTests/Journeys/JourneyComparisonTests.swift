import EventModel
import Glibc
import NaiveEvaluator
import QueryEngine
import QueryResults
import Testing

struct JourneyComparisonTests {
  /// The first three names of every user, on the side that the first event's `p` says.
  private struct Side {
    var total = 0
    var paths: [[String]: Int] = [:]
    var edges: [String: Int] = [:]

    init(_ log: [NaiveEvent], isMember: (NaiveEvent) -> Bool) {
      for user in Set(log.map(\.user)) {
        let events = log.indices.filter { log[$0].user == user }
          .sorted { (log[$0].time, $0) < (log[$1].time, $1) }.map { log[$0] }
        guard let first = events.first, isMember(first) else { continue }
        let path = events.prefix(3).map(\.name)
        total += 1
        paths[path, default: 0] += 1
        for (position, edge) in zip(path, path.dropFirst()).enumerated() {
          edges["\(position + 1) \(edge.0) \(edge.1)", default: 0] += 1
        }
      }
    }
  }

  @Test func `shares of paths and edges are those of counting each side by hand`() throws {
    for seed in UInt64(0)..<40 {
      var logs = NaiveLogGenerator(seed: seed ^ 0x70)
      logs.maximumUsers = 30
      let log = logs.log()
      let questions = try LogQuestions(seed: seed, log: log)
      guard questions.stored.knows(property: "p") else { continue }
      let text = "journeys depth 3 top 4 per user compare p 'x', rest"
      let label: Comment = "seed \(seed)"
      let (answer, disagreements) = try questions.stored.ask(text)
      #expect(disagreements == [], label)
      guard case .journeys(let journeys) = try answer.get().body, let comparison = journeys.compare?.first
      else {
        Issue.record("no comparison")
        continue
      }
      let x = Side(log) { $0.properties["p"] == .string("x") }
      let rest = Side(log) { $0.properties["p"] != .string("x") }
      #expect(comparison.paths.count == min(4, Set(x.paths.keys).union(rest.paths.keys).count), label)
      for path in comparison.paths {
        check(path.share, x.paths[path.path] ?? 0, rest.paths[path.path] ?? 0, x.total, rest.total, label)
      }
      for edge in comparison.edges {
        let key = "\(edge.position) \(edge.from) \(edge.to)"
        check(edge.share, x.edges[key] ?? 0, rest.edges[key] ?? 0, x.total, rest.total, label)
      }
      checkHolm(comparison, label)
    }
  }

  private func check(
    _ share: ShareDifference, _ a: Int, _ b: Int, _ ofA: Int, _ ofB: Int, _ label: Comment
  ) {
    #expect([share.a.reached, share.a.entered, share.b.reached, share.b.entered] == [a, ofA, b, ofB], label)
    guard ofA > 0, ofB > 0 else {
      #expect(share.difference == nil && share.p == nil, label)
      return
    }
    let (p, q) = (Double(a) / Double(ofA), Double(b) / Double(ofB))
    #expect(abs((share.difference ?? .nan) - (q - p)) < 1e-12, label)
    let pooled = Double(a + b) / Double(ofA + ofB)
    let error = (pooled * (1 - pooled) * (1 / Double(ofA) + 1 / Double(ofB))).squareRoot()
    if error > 0 {
      #expect(abs((share.p ?? .nan) - erfc(abs(q - p) / error / 2.0.squareRoot())) < 1e-9, label)
    }
  }

  /// Holm: the k-th smallest of n p-values times n − k + 1, never below the one before it.
  private func checkHolm(_ comparison: JourneyComparison, _ label: Comment) {
    let shares = (comparison.paths.map(\.share) + comparison.edges.map(\.share)).filter { $0.p != nil }
    let sorted = shares.sorted { ($0.p ?? 1) < ($1.p ?? 1) }
    var least = 0.0
    for (place, share) in sorted.enumerated() {
      least = min(1, max(least, (share.p ?? 1) * Double(sorted.count - place)))
      #expect(abs((share.pAdjusted ?? .nan) - least) < 1e-9, label)
    }
  }

  @Test func `segments and periods are sides too, and what one user does twice is told`() throws {
    var log: [NaiveEvent] = []
    for number in 0..<40 {
      let start = Int64(number) * 3_600_000_000
      log.append(NaiveEvent(user: "u\(number % 20)", name: "view", time: start))
      log.append(
        NaiveEvent(user: "u\(number % 20)", name: number % 2 == 0 ? "buy" : "leave", time: start + 1))
    }
    let stored = try StoredLog(whole: log)
    let periods = try stored.answer(
      "journeys from view depth 2 per session gap 30m compare from 1970-01-01 to 1970-01-01T20:00, "
        + "from 1970-01-01T20:00 to 1970-01-03")
    guard case .journeys(let journeys) = periods.body, let comparison = journeys.compare?.first else {
      Issue.record("no comparison")
      return
    }
    #expect(comparison.paths.map { [$0.share.a.reached, $0.share.b.reached] } == [[10, 10], [10, 10]])
    #expect(periods.warnings.map(\.code).contains("overlapping-sides"))
    #expect(periods.warnings.map(\.code).contains("dependent-paths"))
  }
}
