import EventModel
import NaiveEvaluator
import QueryResults
import Testing

/// What conditions mean for values of every type; the generated questions compare with few values only.
struct FilterMeaningTests {
  private static let log: [NaiveEvent] = {
    let values: [(String, PropertyValue?)] = [
      ("text", .string("Checkout")), ("digits", .string("10")), ("decimal", .string("1e1")),
      ("integer", .integer(10)), ("double", .double(10)), ("large", .integer(9_007_199_254_740_993)),
      ("yes", .boolean(true)), ("time", .timestamp(Timestamp(microseconds: 0))),
      ("hexadecimal", .string("0XA")),
      ("infinite", .string("inf")), ("empty", .string("")), ("missing", nil),
    ]
    return values.enumerated().map { index, value in
      var event = NaiveEvent(user: value.0, name: "a", time: Int64(index))
      event.properties["v"] = value.1
      event.properties["other"] = .integer(10)
      return event
    }
  }()

  /// The users whose one event satisfies the condition.
  private func users(where condition: String) throws -> [String] {
    let stored = try StoredLog(whole: Self.log)
    guard case .funnel(let funnel) = try stored.answer("funnel a where \(condition) by user").body else {
      return []
    }
    return (funnel.groups ?? []).compactMap { group in
      if case .string(let user)? = group.group.values[0].value { return user }
      return nil
    }.sorted()
  }

  private static let everyone = log.map(\.user).sorted()

  @Test func `numbers equal numbers and the texts that spell them, and nothing else`() throws {
    #expect(try users(where: "v = 10") == ["decimal", "digits", "double", "integer"])
    #expect(try users(where: "v = 10.0") == ["decimal", "digits", "double", "integer"])
    #expect(try users(where: "v = '10'") == ["digits", "double", "integer"])
    #expect(try users(where: "v in (10, 'Checkout')") == ["decimal", "digits", "double", "integer", "text"])
    #expect(try users(where: "v = true") == ["yes"])
    #expect(try users(where: "v = 'true'") == [])
    #expect(try users(where: "v = 1970-01-01") == ["time"])
  }

  @Test func `whole numbers beyond the reach of doubles stay apart`() throws {
    #expect(try users(where: "v = 9007199254740993") == ["large"])
    #expect(try users(where: "v = '9007199254740993'") == ["large"])
    #expect(try users(where: "v = 9007199254740992") == [])
    #expect(try users(where: "v = '9007199254740992'") == [])
    #expect(try users(where: "v > 9007199254740992.0") == ["large"])
  }

  @Test func `only not-equal, not-in and is-null hold without a value`() throws {
    #expect(try users(where: "v is null") == ["missing"])
    #expect(try users(where: "v != 10").contains("missing"))
    #expect(try users(where: "v not in (10)").contains("missing"))
    for condition in ["v = 10", "v < 99", "v >= ''", "v in (10)", "v contains ''", "v matches '*'"] {
      #expect(try !users(where: condition).contains("missing"), "\(condition)")
    }
    #expect(try users(where: "not (v = 10)") == users(where: "v != 10"))
    #expect(try users(where: "v is not null or v is null") == Self.everyone)
  }

  @Test func `the empty text is a value`() throws {
    #expect(try users(where: "v = ''") == ["empty"])
    #expect(try !users(where: "v is null").contains("empty"))
  }

  @Test func `types that do not compare are unequal and in no order`() throws {
    #expect(try !users(where: "v < 11").contains("text"))
    #expect(try !users(where: "v >= 11").contains("text"))
    #expect(try users(where: "v != 10").contains("text"))
    #expect(try !users(where: "v > 0").contains("infinite"))
    #expect(try !users(where: "v = 10").contains("hexadecimal"))
  }

  @Test func `conditions on text see text and digits`() throws {
    #expect(try users(where: "v contains 'heck'") == ["text"])
    #expect(try users(where: "v contains 'HECK'") == [])
    #expect(try users(where: "v contains '10'") == ["digits", "double", "integer"])
    #expect(try users(where: "v matches 'c*t'i") == ["text"])
    #expect(try users(where: "v matches 'c*t'") == [])
    #expect(try users(where: "v matches '??'") == ["digits", "integer"])
    #expect(try !users(where: "v contains 'tru'").contains("yes"))
    #expect(try !users(where: "v matches '1970*'").contains("time"))
  }

  @Test func `one property can be compared with another`() throws {
    #expect(try users(where: "v = other") == ["decimal", "digits", "double", "integer"])
    #expect(try users(where: "v > other") == ["large"])
    #expect(try users(where: "v != v") == ["missing"])
  }

  @Test func `built-in fields and properties of the same name are two things`() throws {
    #expect(try users(where: "user = 'text' and event = 'a' and time < 2000-01-01") == ["text"])
    #expect(throws: (any Error).self) { try users(where: "\"user\" = 'text'") }
  }
}
