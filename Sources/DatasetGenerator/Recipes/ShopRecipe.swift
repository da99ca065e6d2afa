/// Journeys through a web shop: a Markov chain of states, walked session by session.
struct ShopRecipe: Sendable {
  /// What the user may see or do; one visit is one event.
  struct State: Hashable, Sendable {
    var name: String
    var event: String
    /// Properties that get a new value on arrival, as indexes into ``ShopRecipe/properties``.
    var draws: [Int]
    /// Properties that the event carries, in the order of their columns.
    var shows: [Int]
    var transitions: [Transition]
  }

  /// A way on from a state.
  struct Transition: Hashable, Sendable {
    /// Index of the next state; `nil` ends the session.
    var target: Int?
    var weight: Double
    var wait: WaitDistribution
  }

  /// A property of events, and where its value comes from; it is kept until the session ends or it is drawn
  /// anew.
  struct Property: Hashable, Sendable {
    enum Source: Hashable, Sendable {
      /// One of the values, present with probability `chance`.
      case choice(WeightedValues, chance: Double)
      /// A prefix and a number from 1 to `count`, of which small ones are popular.
      case label(prefix: String, count: Int, zipf: Double)
      /// An amount that belongs to each value of the label property `of` for good.
      case price(of: Int, median: Double, sigma: Double)
      case integer(least: Int, most: Int)
      /// The sum of amounts `of` over visits of state `on` since the session began or state `until` was left.
      case total(of: Int, on: Int, until: Int)
    }

    var name: String
    var source: Source
  }

  /// A factor on the weight of one transition.
  struct Effect: Hashable, Sendable {
    var state: Int
    /// Index into the state's transitions.
    var transition: Int
    var factor: Double
  }

  /// Users whose property has this value walk differently.
  struct Segment: Hashable, Sendable {
    var userProperty: Int
    var value: Int
    var effects: [Effect]
  }

  /// A test on users: from their first visit of a state on, their variant's effects hold.
  struct Experiment: Hashable, Sendable {
    struct Variant: Hashable, Sendable {
      var name: String
      var share: Double
      var effects: [Effect]
    }

    var name: String
    /// The exposure event's name.
    var event: String
    /// The state whose first visit exposes.
    var state: Int
    var variants: [Variant]
  }

  var start: StartPeriod
  var userPrefix: String
  var userProperties: [UserProperty]
  var sessions: CountDistribution
  var betweenSessions: WaitDistribution
  /// Weights of the states that a session begins with, by index of the state.
  var entryWeights: [Double]
  var properties: [Property]
  var states: [State]
  var segments: [Segment]
  var experiment: Experiment?

  var columns: [String] {
    ["user_id", "event", "timestamp", "session_id"] + userProperties.map(\.name) + properties.map(\.name)
      + (experiment == nil ? [] : ShopRecipe.exposureColumns)
  }

  /// The properties of the exposure event.
  static let exposureColumns = ["name", "variant"]
}
