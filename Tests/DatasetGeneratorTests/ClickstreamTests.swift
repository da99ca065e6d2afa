import EventModel
import Testing

@testable import DatasetGenerator

struct ClickstreamTests {
  private struct Row {
    var user: String
    var event: String
    var time: Int64
    var country: String
    var platform: String
  }

  private static let rows: Result<[Row], any Error> = Result {
    let parser = TimeTextParser(format: .iso8601)
    return try GeneratedRows.lines(
      try GeneratedRows.bytes(try GeneratedRows.recipe("clickstream.yml"), events: 100_000, seed: 7)
    ).map { line in
      let fields = try GeneratedRows.fields(json: line)
      guard let user = fields["user_id"], let event = fields["event"], let text = fields["timestamp"],
        let country = fields["country"], let platform = fields["platform"], fields.count == 5,
        case .time(let time) = parser.parse(text)
      else { throw GeneratedRows.Fault.malformedRow(String(line)) }
      return Row(
        user: user, event: event, time: time.microseconds / 1_000, country: country, platform: platform)
    }
  }

  @Test func `a user's events stand together in order of time with the user's own properties`() throws {
    let rows = try ClickstreamTests.rows.get()
    var seen: Set<String> = []
    for (previous, row) in zip(rows, rows.dropFirst()) {
      if row.user == previous.user {
        #expect(row.time >= previous.time)
        #expect(row.country == previous.country && row.platform == previous.platform)
      } else {
        #expect(seen.insert(previous.user).inserted)
      }
    }
    #expect(seen.count > 1_000)
  }

  @Test func `event names are as popular as Zipf's law says`() throws {
    let rows = try ClickstreamTests.rows.get()
    var counts: [String: Int] = [:]
    for row in rows { counts[row.event, default: 0] += 1 }
    let weights = (1...300).map { PortableMath.exponential(-1.1 * PortableMath.logarithm(Double($0))) }
    let sum = weights.reduce(0, +)
    var statistic = 0.0
    for (index, weight) in weights.enumerated() {
      let digits = String(index + 1)
      let name = "event_" + String(repeating: "0", count: 3 - digits.count) + digits
      let expected = weight / sum * Double(rows.count)
      let difference = Double(counts.removeValue(forKey: name) ?? 0) - expected
      statistic += difference * difference / expected
    }
    #expect(counts.isEmpty)
    // 299 degrees of freedom: mean 299, deviation 24.5.
    #expect(statistic > 180 && statistic < 420)
  }

  @Test func `users have about fifty events, unevenly`() throws {
    let rows = try ClickstreamTests.rows.get()
    let counts = Dictionary(rows.map { ($0.user, 1) }, uniquingKeysWith: +).values.sorted()
    let mean = Double(rows.count) / Double(counts.count)
    // The deviation of one user is about 66, so that of the mean of 2,000 users is 1.5.
    #expect(abs(mean - 50) < 5)
    // The median of a log-normal with mean 50 and sigma 1 is 30.3.
    #expect((27...34).contains(counts[counts.count / 2]))
    #expect((counts.last ?? 0) > 400)
  }

  @Test func `gaps are short within bursts and long between them`() throws {
    let rows = try ClickstreamTests.rows.get()
    let gaps = zip(rows, rows.dropFirst()).filter { $0.user == $1.user }.map { $1.time - $0.time }
    let long = gaps.filter { $0 >= 300_000 }
    let share = Double(long.count) / Double(gaps.count)
    #expect(abs(share - 0.08) < 0.004)
    let short = gaps.filter { $0 < 300_000 }
    let shortMean = Double(short.reduce(0, +)) / Double(short.count)
    #expect(abs(shortMean - 15_000) < 500)
    let longMean = Double(long.reduce(0, +)) / Double(long.count)
    #expect(abs(longMean - 172_800_000) < 8_000_000)
  }

  @Test func `users start evenly over sixty days and keep their shares of platforms`() throws {
    let rows = try ClickstreamTests.rows.get()
    var firsts: [String: Row] = [:]
    for row in rows where firsts[row.user] == nil { firsts[row.user] = row }
    let start: Int64 = 1_767_225_600_000
    let days = firsts.values.map { ($0.time - start) / 86_400_000 }
    #expect((days.min() ?? -1) >= 0 && (days.max() ?? 60) < 60)
    let firstHalf = Double(days.filter { $0 < 30 }.count) / Double(days.count)
    #expect(abs(firstHalf - 0.5) < 0.05)
    for (platform, share) in [("web", 0.55), ("ios", 0.25), ("android", 0.20)] {
      let part = Double(firsts.values.filter { $0.platform == platform }.count) / Double(firsts.count)
      #expect(abs(part - share) < 0.05)
    }
    #expect(Set(firsts.values.map(\.country)).count == 40)
  }
}
