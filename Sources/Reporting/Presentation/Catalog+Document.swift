internal import EventModel
internal import QueryResults

extension EventListResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    var summary = ValueText.counted(events.count, "event name")
    if let distinctEvents {
      summary += " of \(ValueText.counted(distinctEvents, "event")); an event counts under each of its labels"
    }
    document.add(.paragraph(summary, .body))
    let largest = events.reduce(0) { max($0, $1.events) }
    defer { presentDefinitions(in: &document) }
    document.add(
      TextTable(
        columns: [
          .key("Event"), .figure("Events"), .expendableBar(), .figure("Users"), .figure("First"),
          .figure("Last"),
        ],
        rows: events.map { event in
          [
            .text(DisplayText.clean(event.name) + (event.definition == nil ? "" : " (defined)")),
            .count(event.events),
            .bar(largest > 0 ? Double(event.events) / Double(largest) : 0), .count(event.users),
            .figure(event.first.map(context.time.toMinute) ?? NumberText.missing),
            .figure(event.last.map(context.time.toMinute) ?? NumberText.missing),
          ]
        }))
  }
}

extension EventListResult {
  private func presentDefinitions(in document: inout Document) {
    let definitions = events.compactMap(\.definition)
    document.add(
      TextTable(
        title: "Defined", columns: [.text("Statement")],
        rows: definitions.map { [.text(DisplayText.clean($0))] }))
  }
}

extension DefinitionListResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    let noun =
      switch kind {
      case .segment: "segment"
      case .event: "event"
      case .group: "group"
      case .set: "setting"
      case nil: "definition"
      }
    document.add(.paragraph(ValueText.counted(definitions.count, noun), .body))
    document.add(
      TextTable(
        columns: (kind == nil ? [.key("Kind")] : []) + [.key("Name"), .text("Definition")],
        rows: definitions.map { definition in
          (kind == nil ? [.text(definition.definition.title.lowercased())] : []) + [
            .text(DisplayText.clean(definition.name)), .text(DisplayText.clean(definition.text)),
          ]
        }))
  }
}

extension PropertyListResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    document.add(.paragraph(ValueText.counted(properties.count, "property name"), .body))
    document.add(
      TextTable(
        columns: [.key("Property"), .text("Types"), .figure("Distinct"), .text("Examples")],
        rows: properties.map { property in
          [
            .text(DisplayText.clean(property.name)), .list(property.types.listed),
            .figure(property.distinct.map { "≈ " + NumberText.grouped($0) } ?? NumberText.missing),
            .list(property.examples.map(ValueText.text)),
          ]
        }))
  }
}

extension SnapshotListResult {
  private static func count(_ count: Int?) -> String {
    count.map { NumberText.grouped($0) } ?? NumberText.missing
  }

  func present(in document: inout Document, _ context: PresentationContext) {
    document.add(
      TextTable(
        columns: [
          .key("#", .right), .figure("Committed"), .text("By"), .figure("Events"), .figure("Change"),
          .figure("Files"), .figure("Bytes"), .figure("First event"), .figure("Last event"),

          .figure("Inputs"), .figure("Read"), .figure("Stored"), .figure("Left out"),
          .figure("Rejected"), .figure("Replaced"), .text("Source"),
        ],
        rows: snapshots.map { snapshot in
          [
            .figure("\(snapshot.number)"), .figure(context.time.moment(snapshot.time)),
            .text(DisplayText.clean(snapshot.operation)), .count(snapshot.events),
            .figure(
              snapshot.change.map { ($0 > 0 ? "+" : "") + NumberText.grouped($0) } ?? NumberText.missing),
            .count(snapshot.files), .figure(NumberText.bytes(snapshot.bytes)),
            .figure(snapshot.first.map(context.time.toMinute) ?? NumberText.missing),
            .figure(snapshot.last.map(context.time.toMinute) ?? NumberText.missing), .count(snapshot.inputs),
            .figure(Self.count(snapshot.rows?.read)), .figure(Self.count(snapshot.rows?.stored)),
            .figure(Self.count(snapshot.rows.map { $0.dropped + $0.superseded })),
            .figure(Self.count(snapshot.rows?.rejected)), .figure(Self.count(snapshot.rows?.replaced)),
            .text(DisplayText.clean(snapshot.source)),
          ]
        }))
  }
}

extension EventDescription {
  func present(in document: inout Document, _ context: PresentationContext) {
    var summary = "\(DisplayText.clean(name)): \(ValueText.counted(events, "event")) "
    summary += "of \(ValueText.counted(users, "user"))"
    if let first, let last {
      summary +=
        ", \(context.time.toMinute(first)) to \(context.time.toMinute(last)) \(context.time.zoneName)"
    }
    document.add(.paragraph(summary, .body))
    document.add(
      TextTable(
        title: "Properties",
        columns: [
          .key("Property"), .figure("Present"), .gluedFigure(), .text("Types"), .text("Most frequent values"),
        ],
        rows: properties.map { property in
          let values = property.top.map { entry in
            let share = property.present > 0 ? Double(entry.count) / Double(property.present) : nil
            return "\(ValueText.text(entry.value)) \(NumberText.percent(share))"
          }
          return [
            .text(DisplayText.clean(property.name)), .count(property.present), .percent(property.share),
            .list(property.types.listed), .list(values),
          ]
        }))
    let largest = days.reduce(0) { max($0, $1.events) }
    document.add(
      TextTable(
        title: "By day",
        columns: [.key("Day"), .figure("Events"), .bar()],
        rows: days.map { day in
          [
            .figure(DisplayText.clean(day.day)), .count(day.events),
            .bar(largest > 0 ? Double(day.events) / Double(largest) : 0),
          ]
        }))
  }
}

extension DefinitionResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    if isRemoved {
      document.add(
        .paragraph("\(definition.title) \(DisplayText.clean(name)) is defined no more.", .body))
      return
    }
    var sentence = "\(definition.title) \(DisplayText.clean(name)) is defined as "
    sentence += DisplayText.clean(text)
    if let units { sentence += " and has \(ValueText.counted(units, "user"))" }
    document.add(.paragraph(sentence + ".", .body))
  }
}

extension DefinitionKind {
  /// The word a sentence about such a definition begins with.
  fileprivate var title: String {
    self == .set ? "Setting" : rawValue.withCapital
  }
}

extension [TypeCount] {
  /// `string` alone, or `string 98.1 %, integer 1.9 %`.
  fileprivate var listed: [String] {
    if count == 1, let only = first { return [only.type.name] }
    let all = reduce(0) { $0 + $1.count }
    return map { entry in
      "\(entry.type.name) \(NumberText.percent(all > 0 ? Double(entry.count) / Double(all) : nil))"
    }
  }
}

extension String {
  fileprivate var withCapital: String {
    prefix(1).uppercased() + dropFirst()
  }
}
