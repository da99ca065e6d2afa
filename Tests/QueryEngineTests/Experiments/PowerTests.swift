import QueryEngine
import QueryResults
import Reporting
import Testing

struct PowerTests {
  private func plan(_ stored: ExperimentLog.Stored, _ text: String) throws -> PowerResult {
    let result = try stored.result(text)
    for format in OutputFormat.allCases {
      #expect(!Report.render(result, format: format).lowercased().contains("nan,"), "\(format)")
    }
    guard case .power(let plan) = result.body else { throw ExperimentLog.NoReport() }
    return plan
  }

  @Test func `a plan for a rate is the textbook's size at the store's own base rate`() throws {
    var log = ExperimentLog()
    // 10 % of 50 units a day buy; the first day's exposures and the last's frame three full weeks.
    for unit in 0..<1_100 {
      log.add("u\(unit)", variant: "A", at: unit / 50, purchases: unit % 10 == 0 ? [1] : [])
    }
    let found = try plan(log.store(), "power conversion of purchase within 1d exposure view lift 30%")
    #expect(found.unitsPerDay == 50)
    guard case .rate(_, let rate) = found.base else { throw ExperimentLog.NoReport() }
    #expect(abs((rate ?? 0) - 0.1) < 0.001)
    // 10 % against 13 % at 80 %: 1774 units per arm.
    let target = try #require(found.target)
    #expect(abs((target.unitsPerArm ?? 0) - 1_774) <= 1)
    #expect(target.days == 71)
    #expect(found.durations.map(\.days) == [7, 14, 28, 56])
    #expect(found.durations.map(\.unitsPerArm) == [175, 350, 700, 1_400])
  }

  @Test func `stragglers at the end of a log are no pace`() throws {
    var log = ExperimentLog()
    for unit in 0..<1_100 {
      log.add("u\(unit)", variant: "A", at: unit / 50, purchases: unit % 10 == 0 ? [1] : [])
    }
    for unit in 0..<5 { log.add("late\(unit)", variant: "A", at: 60 + unit * 9) }
    let found = try plan(log.store(), "power conversion of purchase within 1d exposure view lift 30%")
    #expect(found.unitsPerDay == 50)
  }

  @Test func `more arms and more power take more units`() throws {
    let stored = try ExperimentLog.made(seed: 30, units: 1_000).store()
    func size(_ clauses: String) throws -> Int {
      try #require(
        try plan(stored, "power sum(amount) of purchase within 2d exposure view lift 10% \(clauses)").target?
          .unitsPerArm)
    }
    let plain = try size("")
    #expect(try size("power 95%") > plain)
    #expect(try size("arms 3") > plain)
    #expect(try size("sides 1") < plain)
    #expect(try size("alpha 0.01") > plain)
  }

  @Test func `what cannot be planned says why`() throws {
    let stored = try ExperimentLog.made(seed: 31, units: 300).store()
    let impossible = try plan(stored, "power conversion of purchase exposure view lift 99999%")
    #expect(impossible.target?.reason == "probability-out-of-range")
    let constant = try plan(stored, "power count of view exposure view lift 5%")
    #expect(constant.reason == "zero-variance")
    let empty = try plan(stored, "power conversion of purchase exposure view[platform = 'none'] lift 5%")
    #expect(empty.units == 0 && empty.reason == "no-observations")
  }
}
