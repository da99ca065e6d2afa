extension ShopPlan {
  func writeUser(_ user: UInt64, seed: UInt64, limit: Int, into buffer: inout OutputBuffer) -> Int {
    var walk = ShopWalk(self, user: user, seed: seed, limit: limit)
    let sessions = recipe.sessions.draw(&walk.random)
    for session in 1...sessions {
      if session > 1 { walk.time &+= recipe.betweenSessions.draw(&walk.random) }
      guard walk.time <= latestMillisecond, walk.written < limit else { break }
      walk.writeSession(session, into: &buffer)
    }
    return walk.written
  }
}

/// One user on the way through the shop.
///
/// Draws per user, in this order: first instant, user properties, variant, number of sessions; per session
/// the first state; per visit the drawn properties, the properties shown for the first time, the way on and
/// the wait. A visit that exposes draws the pause after the exposure first.
private struct ShopWalk {
  private let plan: ShopPlan
  private let limit: Int
  private let userID: String
  /// Key and value of `user_id`, up to where the event's name begins.
  private let head: [UInt8]
  private let userFields: [UInt8]
  private let variant: Int?
  private var isExposed = false
  /// The weights of all transitions as they are for this user now.
  private var weights: [Double]
  /// By property: an index, a number or hundredths, or one of the two marks.
  private var values: [Int64]
  private var clock = ClockText()
  var random: RandomStream
  /// Milliseconds since the epoch.
  var time: Int64
  private(set) var written = 0

  /// Marks of properties without a value: not drawn in this session, and drawn to be absent.
  private static let undrawn = Int64.min
  private static let absent = Int64.min + 1
  /// A session that goes on longer is cut, so that no chain, however sticky, fills the memory.
  private static let longestSession = 10_000

  init(_ plan: ShopPlan, user: UInt64, seed: UInt64, limit: Int) {
    self.plan = plan
    self.limit = limit
    random = RandomStream(seed: seed, stream: user)
    time = plan.recipe.start.draw(&random)
    userID = RowLayout.userID(plan.recipe.userPrefix, user)
    let layout = plan.layout
    head = layout.keys[0] + layout.encode(userID) + layout.separator + layout.keys[1]
    weights = plan.weights
    values = [Int64](repeating: ShopWalk.undrawn, count: plan.propertyDraws.count)
    var userFields: [UInt8] = []
    var chosen: [Int] = []
    for (table, texts) in zip(plan.userPropertyTables, plan.userPropertyTexts) {
      let value = table.draw(&random)
      chosen.append(value)
      userFields += texts[value]
    }
    self.userFields = userFields
    variant = plan.variantTable?.draw(&random)
    for segment in plan.recipe.segments where chosen[segment.userProperty] == segment.value {
      apply(segment.effects)
    }
  }

  private mutating func apply(_ effects: [ShopRecipe.Effect]) {
    for effect in effects { weights[plan.firstWeights[effect.state] + effect.transition] *= effect.factor }
  }

  mutating func writeSession(_ number: Int, into buffer: inout OutputBuffer) {
    let layout = plan.layout
    let session = layout.separator + layout.keys[3] + layout.encode("\(userID)-\(number)") + userFields
    for (index, draw) in plan.propertyDraws.enumerated() {
      if case .total = draw { values[index] = 0 } else { values[index] = ShopWalk.undrawn }
    }
    var state = plan.entryTable.draw(&random)
    for _ in 0..<ShopWalk.longestSession {
      if let variant, !isExposed, state == plan.recipe.experiment?.state {
        isExposed = true
        apply(plan.recipe.experiment?.variants[variant].effects ?? [])
        writeExposure(variant, session, into: &buffer)
        time &+= 5 &+ Int64(random.next(below: 45))
        if written == limit { return }
      }
      writeVisit(state, session, into: &buffer)
      if written == limit { return }
      let transition = wayOn(from: state)
      if plan.targets[transition] < 0 { return }
      time &+= plan.waits[transition].draw(&random)
      if time > latestMillisecond { return }
      state = plan.targets[transition]
    }
  }

  /// Draws which of all transitions is taken.
  private mutating func wayOn(from state: Int) -> Int {
    let range = plan.firstWeights[state]..<plan.firstWeights[state + 1]
    var sum = 0.0
    for index in range { sum += weights[index] }
    var rest = random.nextUnit() * sum
    var last = range.lowerBound
    for index in range where weights[index] > 0 {
      last = index
      rest -= weights[index]
      if rest < 0 { break }
    }
    return last
  }

  private mutating func writeExposure(_ variant: Int, _ session: [UInt8], into buffer: inout OutputBuffer) {
    beginRow(plan.exposureEventText, session, into: &buffer)
    if plan.layout.rows == .csv {
      for _ in plan.recipe.properties { buffer.append(UInt8(ascii: ",")) }
    }
    buffer.append(plan.exposureTexts[variant])
    plan.layout.endRow(after: plan.layout.columns.count - 1, in: &buffer)
    written += 1
  }

  private mutating func writeVisit(_ state: Int, _ session: [UInt8], into buffer: inout OutputBuffer) {
    for property in plan.recipe.states[state].draws { draw(property) }
    for addition in plan.additions[state] { values[addition.total] &+= price(addition.price) }
    beginRow(plan.eventTexts[state], session, into: &buffer)
    var previous = plan.propertyColumn - 1
    for property in plan.recipe.states[state].shows {
      writeProperty(property, after: &previous, into: &buffer)
    }
    plan.layout.endRow(after: previous, in: &buffer)
    for total in plan.resets[state] { values[total] = 0 }
    written += 1
  }

  private mutating func beginRow(_ event: [UInt8], _ session: [UInt8], into buffer: inout OutputBuffer) {
    let layout = plan.layout
    buffer.reserve(plan.longestRow)
    buffer.append(head)
    buffer.append(event)
    if layout.rows == .jsonl {
      buffer.append(layout.keys[2])
      buffer.append(UInt8(ascii: "\""))
      clock.write(time, to: buffer.take(ClockText.length))
      buffer.append(UInt8(ascii: "\""))
    } else {
      buffer.append(UInt8(ascii: ","))
      clock.write(time, to: buffer.take(ClockText.length))
    }
    buffer.append(session)
  }

  private mutating func draw(_ property: Int) {
    switch plan.propertyDraws[property] {
    case .choice(let chance):
      let isPresent = chance == 1 || random.nextUnit() < chance
      values[property] =
        isPresent ? Int64(plan.propertyTables[property]?.draw(&random) ?? 0) : ShopWalk.absent
    case .label:
      values[property] = Int64(plan.propertyTables[property]?.draw(&random) ?? 0)
    case .integer(let least, let count):
      values[property] = least + Int64(random.next(below: count))
    case .price, .total:
      break
    }
  }

  /// The hundredths that the current label of price property `property` costs.
  private mutating func price(_ property: Int) -> Int64 {
    guard case .price(let label) = plan.propertyDraws[property] else { return 0 }
    if values[label] == ShopWalk.undrawn { draw(label) }
    return plan.prices[property][Int(values[label])]
  }

  private mutating func writeProperty(
    _ property: Int, after previous: inout Int, into buffer: inout OutputBuffer
  ) {
    let layout = plan.layout
    let column = plan.propertyColumn + property
    switch plan.propertyDraws[property] {
    case .choice, .label:
      if values[property] == ShopWalk.undrawn { draw(property) }
      guard values[property] != ShopWalk.absent else { return }
      layout.beginField(column, after: &previous, in: &buffer)
      buffer.append(plan.propertyTexts[property][Int(values[property])])
    case .integer:
      if values[property] == ShopWalk.undrawn { draw(property) }
      layout.beginField(column, after: &previous, in: &buffer)
      buffer.append(decimal: values[property])
    case .price:
      let price = price(property)
      layout.beginField(column, after: &previous, in: &buffer)
      buffer.append(hundredths: price)
    case .total:
      // Nothing was bought: no amount, which is not an amount of zero.
      guard values[property] > 0 else { return }
      layout.beginField(column, after: &previous, in: &buffer)
      buffer.append(hundredths: values[property])
    }
  }
}
