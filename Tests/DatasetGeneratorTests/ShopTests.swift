import EventModel
import Testing

@testable import DatasetGenerator

struct ShopTests {
  private typealias Row = [String: String]

  private static let users: Result<[[Row]], any Error> = Result {
    var users: [[Row]] = []
    for line in GeneratedRows.lines(
      try GeneratedRows.bytes(try GeneratedRows.recipe("shop.yml"), events: 120_000, seed: 3))
    {
      let row = try GeneratedRows.fields(json: line)
      if let last = users.last?.last, last["user_id"] == row["user_id"] {
        users[users.count - 1].append(row)
      } else {
        users.append([row])
      }
    }
    return users
  }

  @Test func `every row has its user's properties and a session that is not taken up again`() throws {
    for rows in try ShopTests.users.get() {
      var sessions: [String] = []
      var previous = ""
      for row in rows {
        #expect(row["country"] == rows[0]["country"])
        #expect(row["platform"] == rows[0]["platform"])
        #expect(row["plan"] == rows[0]["plan"])
        // Texts of one length and zone compare as the times do.
        let time = try #require(row["timestamp"])
        #expect(time >= previous)
        previous = time
        let session = try #require(row["session_id"])
        if sessions.last != session { sessions.append(session) }
      }
      let user = try #require(rows[0]["user_id"])
      #expect(sessions == (1...sessions.count).map { "\(user)-\($0)" })
    }
  }

  @Test func `events follow each other only as the recipe allows`() throws {
    guard case .shop(let recipe) = try GeneratedRows.recipe("shop.yml").kind else { return }
    var allowed: Set<String> = []
    for state in recipe.states {
      for transition in state.transitions {
        if let target = transition.target { allowed.insert("\(state.event) \(recipe.states[target].event)") }
      }
    }
    var seen: Set<String> = []
    for rows in try ShopTests.users.get() {
      let visits = rows.filter { $0["event"] != "experiment_viewed" }
      for (row, next) in zip(visits, visits.dropFirst()) where row["session_id"] == next["session_id"] {
        seen.insert("\(row["event"] ?? "") \(next["event"] ?? "")")
      }
    }
    #expect(seen.subtracting(allowed).isEmpty)
    #expect(allowed.subtracting(seen).count <= 2)
  }

  @Test func `a purchase costs what was put into the cart, and an item always the same`() throws {
    var prices: [String: String] = [:]
    var purchases = 0
    for rows in try ShopTests.users.get() {
      var session = ""
      var total = 0
      for row in rows {
        if row["session_id"] != session {
          session = row["session_id"] ?? ""
          total = 0
        }
        if let item = row["item_id"] {
          let price = try #require(row["price"])
          #expect(prices[item] == nil || prices[item] == price)
          prices[item] = price
        }
        switch row["event"] {
        case "add_to_cart": total += try hundredths(row["price"])
        case "cart_view": #expect(try hundredths(row["amount"]) == total)
        case "purchase":
          #expect(try hundredths(row["amount"]) == total)
          #expect(total > 0)
          #expect(row["payment_method"] != nil)
          total = 0
          purchases += 1
        default: break
        }
      }
    }
    #expect(purchases > 1_000)
    #expect(prices.count > 300)
  }

  private func hundredths(_ text: String?) throws -> Int {
    let parts = try #require(text).split(separator: ".")
    try #require(parts.count == 2 && parts[1].count == 2)
    return try #require(Int(parts[0])) * 100 + (try #require(Int(parts[1])))
  }

  @Test func `the exposure comes once, right before the first visit of the checkout`() throws {
    var exposed = 0
    for rows in try ShopTests.users.get() {
      let exposures = rows.indices.filter { rows[$0]["event"] == "experiment_viewed" }
      let checkout = rows.firstIndex { $0["event"] == "checkout_start" }
      #expect(exposures.count <= 1)
      guard let exposure = exposures.first else {
        #expect(checkout == nil)
        continue
      }
      exposed += 1
      #expect(rows[exposure]["name"] == "checkout")
      #expect(["A", "B"].contains(rows[exposure]["variant"]))
      #expect(checkout == exposure + 1 || exposure == rows.count - 1)
    }
    #expect(exposed > 1_500)
    let names = try ShopTests.users.get().joined().filter { $0["event"] != "experiment_viewed" }
    #expect(names.allSatisfy { $0["variant"] == nil && $0["name"] == nil })
  }

  @Test func `variant B converts better by as much as the chain says`() throws {
    guard case .shop(let recipe) = try GeneratedRows.recipe("shop.yml").kind else { return }
    let experiment = try #require(recipe.experiment)
    // Of the sessions of web users that begin a checkout, how many buy in it?
    var sessions: [String: (all: Int, bought: Int)] = [:]
    for rows in try ShopTests.users.get() where rows[0]["platform"] == "web" {
      guard let variant = rows.compactMap({ $0["variant"] }).first else { continue }
      for session in Set(rows.compactMap { $0["session_id"] }) {
        let events = rows.filter { $0["session_id"] == session }.compactMap { $0["event"] }
        guard let start = events.firstIndex(of: "checkout_start") else { continue }
        let bought = events[start...].contains("purchase")
        sessions[variant, default: (0, 0)].all += 1
        if bought { sessions[variant, default: (0, 0)].bought += 1 }
      }
    }
    var rates: [Double] = []
    for variant in experiment.variants {
      let expected = purchaseChance(recipe, effects: variant.effects)
      let observed = try #require(sessions[variant.name])
      let rate = Double(observed.bought) / Double(observed.all)
      let error = (expected * (1 - expected) / Double(observed.all)).squareRoot()
      #expect(abs(rate - expected) < 4 * error, "\(variant.name): \(rate), expected \(expected)")
      rates.append(expected)
    }
    // What the README states.
    #expect(abs(rates[0] - 0.478) < 0.0005)
    #expect(abs(rates[1] - 0.542) < 0.0005)
    let shares = sessions.values.map { Double($0.all) }
    #expect(abs((shares.first ?? 0) / shares.reduce(0, +) - 0.5) < 0.05)
  }

  /// The probability that a session which begins a checkout reaches a purchase, by following the chain's
  /// shares.
  private func purchaseChance(_ recipe: ShopRecipe, effects: [ShopRecipe.Effect]) -> Double {
    var weights = recipe.states.map { $0.transitions.map(\.weight) }
    for effect in effects { weights[effect.state][effect.transition] *= effect.factor }
    guard let purchase = recipe.states.firstIndex(where: { $0.name == "purchase" }),
      let start = recipe.states.firstIndex(where: { $0.name == "checkout_start" })
    else { return .nan }
    var shares = [Double](repeating: 0, count: recipe.states.count)
    shares[start] = 1
    var bought = 0.0
    for _ in 0..<2_000 {
      var next = [Double](repeating: 0, count: recipe.states.count)
      for (index, state) in recipe.states.enumerated() {
        let sum = weights[index].reduce(0, +)
        for (transition, weight) in zip(state.transitions, weights[index]) {
          if let target = transition.target { next[target] += shares[index] * weight / sum }
        }
      }
      bought += next[purchase]
      next[purchase] = 0
      shares = next
    }
    return bought
  }

  @Test func `segments walk differently`() throws {
    // Users of plan pro put more of what they see into the cart.
    var views: [Bool: Int] = [:]
    var adds: [Bool: Int] = [:]
    for rows in try ShopTests.users.get() {
      let isPro = rows[0]["plan"] == "pro"
      views[isPro, default: 0] += rows.count { $0["event"] == "product_view" }
      adds[isPro, default: 0] += rows.count { $0["event"] == "add_to_cart" }
    }
    let pro = Double(adds[true] ?? 0) / Double(views[true] ?? 1)
    let others = Double(adds[false] ?? 0) / Double(views[false] ?? 1)
    // 24 of 100 against 38.4 of 114.4.
    #expect(abs(others - 0.24) < 0.01)
    #expect(abs(pro - 0.336) < 0.04)
  }
}
