import EventModel
import NaiveEvaluator
import QueryResults
import Testing

struct InspectionTests {
  @Test(arguments: 3_000..<3_030)
  func `show and describe count what the log holds`(seed: UInt64) throws {
    let questions = try LogQuestions(seed: seed)
    let stored = questions.stored
    let log = stored.log
    let label: Comment = "seed \(seed)"
    let names = Set(log.map(\.name)).sorted()

    #expect(try stored.answer("show events").body == .events(Self.events(of: log, names)), label)
    #expect(try stored.answer("show properties").body == .properties(Self.properties(of: log)), label)
    for name in names {
      let own = log.filter { $0.name == name }
      let properties = try stored.answer("show properties of \(StatementText.name(name))").body
      #expect(properties == .properties(Self.properties(of: own)), label)
      let description = try stored.answer("describe event \(StatementText.name(name))").body
      #expect(description == .eventDescription(Self.description(of: own, name)), label)
    }
    for text in [
      "show events", "show properties", "show events top 1", "describe event \(StatementText.name(names[0]))",
    ] {
      #expect(try stored.ask(text).disagreements == [], "seed \(seed): \(text)")
    }
  }

  @Test func `a list cut by top keeps its first rows`() throws {
    let log = ["a", "b", "b", "c"].map { NaiveEvent(user: "u", name: $0, time: 0) }
    let stored = try StoredLog(whole: log)
    guard case .events(let list) = try stored.answer("show events top 2").body else {
      Issue.record("not a list of events")
      return
    }
    #expect(list.events.map(\.name) == ["b", "a"])
  }

  @Test func `every ingest is listed as a snapshot of its own`() throws {
    var random = SplitMix64(seed: 1)
    let log = (0..<6).map { NaiveEvent(user: "u\($0)", name: "a", time: Int64($0)) }
    let stored = try StoredLog(log, random: &random)
    guard case .snapshots(let list) = try stored.answer("show snapshots").body else {
      Issue.record("not a list of snapshots")
      return
    }
    #expect(list.snapshots.map(\.number) == [1])
    #expect(list.snapshots.map(\.events) == [6])
    #expect(list.snapshots.map(\.source) == ["test"])
    #expect(list.snapshots.map(\.change) == [6])
    #expect(list.snapshots.map(\.operation) == ["ingest"])
    #expect(list.snapshots.map(\.inputs) == [1])
    #expect(list.snapshots[0].first?.microseconds == 0 && list.snapshots[0].last?.microseconds == 5)
  }

  // MARK: Plain counting

  private static func events(of log: [NaiveEvent], _ names: [String]) -> EventListResult {
    let summaries = names.map { name in
      let own = log.filter { $0.name == name }
      return EventSummary(
        name: name, events: own.count, users: Set(own.map(\.user)).count, first: first(own), last: last(own))
    }
    return EventListResult(
      events: summaries.sorted { $0.events != $1.events ? $0.events > $1.events : $0.name < $1.name })
  }

  private static func first(_ log: [NaiveEvent]) -> Timestamp? {
    log.map(\.time).min().map { Timestamp(microseconds: $0) }
  }

  private static func last(_ log: [NaiveEvent]) -> Timestamp? {
    log.map(\.time).max().map { Timestamp(microseconds: $0) }
  }

  private static func properties(of log: [NaiveEvent]) -> PropertyListResult {
    PropertyListResult(
      properties: propertyNames(of: log).map { name in
        let values = log.compactMap { $0.properties[name] }
        return PropertySummary(
          name: name, types: types(of: values), distinct: Set(values).count,
          examples: ranked(values).prefix(3).map(\.value))
      })
  }

  private static func propertyNames(of log: [NaiveEvent]) -> [String] {
    Set(log.flatMap(\.properties.keys)).sorted()
  }

  private static func types(of values: [PropertyValue]) -> [TypeCount] {
    let counts = PropertyType.allCases.map { type in
      TypeCount(type: type, count: values.count { $0.type == type })
    }.filter { $0.count > 0 }
    return counts.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.type.rawValue < $1.type.rawValue
    }
  }

  private static func ranked(_ values: [PropertyValue]) -> [ValueCount] {
    Set(values).map { value in ValueCount(value: value, count: values.count { $0 == value }) }
      .sorted { $0.count != $1.count ? $0.count > $1.count : PropertyValue.listsBefore($0.value, $1.value) }
  }

  private static func description(of log: [NaiveEvent], _ name: String) -> EventDescription {
    let day = NaiveCalendar.day
    let days = log.map { Int($0.time / day) }
    let range = (days.min() ?? 0)...(days.max() ?? 0)
    return EventDescription(
      name: name, events: log.count, users: Set(log.map(\.user)).count, first: first(log), last: last(log),
      properties: propertyNames(of: log).map { property in
        let values = log.compactMap { $0.properties[property] }
        return DescribedProperty(
          name: property, present: values.count, share: Double(values.count) / Double(log.count),
          types: types(of: values), top: Array(ranked(values).prefix(10)))
      },
      days: range.map { number in
        DayCount(
          day: String(StatementText.instant(Int64(number) * day).prefix(10)),
          events: days.count { $0 == number })
      })
  }
}
