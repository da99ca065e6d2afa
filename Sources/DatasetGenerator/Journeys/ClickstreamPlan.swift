/// Writes the users of a clickstream.
///
/// Draws per user, in this order: number of events, first instant, each property, then for every event its
/// name and, but for the first, before it whether the gap is long and the gap.
struct ClickstreamPlan: EventPlan {
  let layout: RowLayout
  let expectedEventsPerUser: Double
  private let recipe: ClickstreamRecipe
  /// By number of the event: its name as a value.
  private let eventTexts: [[UInt8]]
  private let eventTable: AliasTable
  private let propertyTables: [AliasTable]
  /// By property and value: key and value as they end a row.
  private let propertyTexts: [[[UInt8]]]
  private let longestRow: Int

  init(_ recipe: ClickstreamRecipe, rows: DatasetFormat.Rows) {
    let layout = RowLayout(rows: rows, columns: recipe.columns)
    self.recipe = recipe
    self.layout = layout
    expectedEventsPerUser = recipe.eventsPerUser.mean
    let width = String(recipe.eventNames).utf8.count
    eventTexts = (1...recipe.eventNames).map { number in
      let digits = String(number)
      return layout.encode(
        recipe.eventPrefix + String(repeating: "0", count: width - digits.utf8.count) + digits)
    }
    eventTable = AliasTable(zipf: recipe.eventZipf, count: recipe.eventNames)
    propertyTables = recipe.userProperties.map(\.choice.table)
    propertyTexts = recipe.userProperties.enumerated().map { index, property in
      property.choice.values.map { layout.separator + layout.keys[3 + index] + layout.encode($0) }
    }
    longestRow =
      layout.overhead + layout.longestUserID(recipe.userPrefix) + ClockText.length + 2
      + (eventTexts.map(\.count).max() ?? 0) + propertyTexts.map { $0.map(\.count).max() ?? 0 }.reduce(0, +)
  }

  func writeUser(_ user: UInt64, seed: UInt64, limit: Int, into buffer: inout OutputBuffer) -> Int {
    var random = RandomStream(seed: seed, stream: user)
    let count = min(recipe.eventsPerUser.draw(&random), limit)
    var time = recipe.start.draw(&random)
    let userID = layout.encode(RowLayout.userID(recipe.userPrefix, user))
    // What all rows of the user begin and end with.
    let head = layout.keys[0] + userID + layout.separator + layout.keys[1]
    let middle = layout.separator + layout.keys[2] + layout.quote
    var tail = layout.quote
    for (table, texts) in zip(propertyTables, propertyTexts) { tail += texts[table.draw(&random)] }
    tail += layout.rowEnd

    var clock = ClockText()
    for index in 0..<count {
      if index > 0 {
        let isLong = random.nextUnit() < recipe.longGapShare
        time &+= isLong ? recipe.gapBetweenBursts.draw(&random) : recipe.gapWithinBurst.draw(&random)
        if time > latestMillisecond { return index }
      }
      buffer.reserve(longestRow)
      buffer.append(head)
      buffer.append(eventTexts[eventTable.draw(&random)])
      buffer.append(middle)
      clock.write(time, to: buffer.take(ClockText.length))
      buffer.append(tail)
    }
    return count
  }
}
