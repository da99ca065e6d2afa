internal import QueryResults

extension QueryResult {
  /// The answer arranged for people: what was asked, how it was understood, the numbers, what to beware of.
  var document: Document {
    let context = PresentationContext(self)
    var document = Document()
    document.add(.statement(DisplayText.clean(statement)))
    document.add(.facts(context.facts))
    switch body {
    case .funnel(let result): result.present(in: &document, context)
    case .journeys(let result): result.present(in: &document, context)
    case .transitions(let result): result.present(in: &document, context)
    case .steps(let result): result.present(in: &document, context)
    case .match(let result): result.present(in: &document, context)
    case .retention(let result): result.present(in: &document, context)
    case .lifecycle(let result): result.present(in: &document, context)
    case .stickiness(let result): result.present(in: &document, context)
    case .trend(let result): result.present(in: &document, context)
    case .attribution(let result): result.present(in: &document, context)
    case .experiment(let result): result.present(in: &document, context)
    case .power(let result): result.present(in: &document)
    case .events(let result): result.present(in: &document, context)
    case .properties(let result): result.present(in: &document, context)
    case .snapshots(let result): result.present(in: &document, context)
    case .comparison(let result): result.present(in: &document, context)
    case .eventDescription(let result): result.present(in: &document, context)
    case .definition(let result): result.present(in: &document, context)
    case .definitions(let result): result.present(in: &document, context)
    case .segment(let result): result.present(in: &document, context)
    case .segmentOverlap(let result): result.present(in: &document, context)
    case .explanation(let result): result.present(in: &document, context)
    case .correlation(let result): result.present(in: &document, context)
    }
    document.add(.paragraph(context.cost, .quiet))
    if !warnings.isEmpty {
      document.add(
        .notes(
          warnings.map {
            Note(code: DisplayText.clean($0.code), message: DisplayText.clean($0.message))
          }))
    }
    return document
  }
}

/// What the presentations need to know about the whole answer.
struct PresentationContext {
  let unit: String
  let time: TimeText
  /// The lines of facts below the statement: where the numbers come from, and every option that applies.
  let facts: [[String]]
  /// What the answer cost.
  let cost: String
  /// The rows that the statement's `top` leaves, the remainder included; nil without one.
  let topRows: Int?

  init(_ result: QueryResult) {
    unit = result.unit
    time = TimeText(zone: result.timezone)
    var source = ["snapshot \(result.snapshot)"]
    if let range = result.range { source.append(time.range(range) + " " + time.zoneName) }
    if !result.isCatalog { source.append("per " + DisplayText.clean(result.unit)) }
    let options = result.options.compactMap(ValueText.text)
    facts = options.isEmpty ? [source] : [source, options]
    topRows =
      result.options.lazy.compactMap { option -> Int? in
        guard option.key == "top", case .integer(let number) = option.value, number >= 0 else { return nil }
        return number == .max ? number : number + 1
      }.first
    let stats = result.stats
    var cost = "\(NumberText.grouped(stats.eventsRead)) of "
    cost += "\(ValueText.counted(stats.eventsInSnapshot, "event")) read"
    cost += " (\(NumberText.bytes(stats.bytesRead)))"
    if !result.isCatalog { cost += ", \(ValueText.count(stats.units, unit: result.unit))" }
    if stats.unitsWithoutKey > 0 {
      cost += ", \(NumberText.grouped(stats.unitsWithoutKey)) without \(DisplayText.clean(result.unit))"
    }
    cost += ", \(DurationText.rounded(stats.elapsedMilliseconds / 1000))"
    self.cost = cost
  }

  var unitHeading: String { ValueText.heading(unit: unit) }
}

extension QueryResult {
  /// Whether the answer is about names and files, where nothing is counted per unit.
  fileprivate var isCatalog: Bool {
    switch body {
    case .events, .properties, .snapshots, .comparison, .eventDescription, .definition, .definitions,
      .segment,
      .segmentOverlap, .explanation:
      true
    default: false
    }
  }
}
