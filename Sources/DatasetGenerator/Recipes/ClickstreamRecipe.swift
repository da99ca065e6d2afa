/// Independent events in bursts: the shape that speed is measured on.
struct ClickstreamRecipe: Sendable {
  var start: StartPeriod
  var userPrefix: String
  var eventsPerUser: CountDistribution
  var userProperties: [UserProperty]
  var eventPrefix: String
  var eventNames: Int
  /// Exponent of the events' popularity by number.
  var eventZipf: Double
  var gapWithinBurst: WaitDistribution
  var gapBetweenBursts: WaitDistribution
  /// The share of gaps that end a burst.
  var longGapShare: Double

  static let keys = ["first_day", "days_of_starts", "users", "events", "gaps"]

  init(_ fields: RecipeFields) throws(RecipeError) {
    start = try fields.startPeriod()
    let users = try fields.required("users").fields(["prefix", "events", "properties"])
    userPrefix = try users.optional("prefix")?.name() ?? "u"
    eventsPerUser = try users.required("events").countDistribution(largest: 1_000_000)
    userProperties = try users.optional("properties")?.userProperties() ?? []
    let events = try fields.required("events").fields(["prefix", "count", "zipf"])
    eventPrefix = try events.optional("prefix")?.name() ?? "event_"
    eventNames = try events.required("count").integer(1...100_000)
    eventZipf = try events.required("zipf").number(0...10)
    let gaps = try fields.required("gaps").fields(["within_burst", "between_bursts", "long_share"])
    gapWithinBurst = try gaps.required("within_burst").waitDistribution()
    gapBetweenBursts = try gaps.required("between_bursts").waitDistribution()
    longGapShare = try gaps.required("long_share").number(0...1)
    let taken = ["user_id", "event", "timestamp"]
    for property in userProperties where taken.contains(property.name) {
      throw .repeatedName(users.place, name: property.name)
    }
  }

  var columns: [String] { ["user_id", "event", "timestamp"] + userProperties.map(\.name) }
}
