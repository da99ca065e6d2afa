import EventModel

/// One dump of a bucket: its tables and their rows, before they are encoded.
package struct HeapConnectDump: Sendable {
  /// The type of a column, as its Avro schema.
  package enum ColumnType: String, Sendable {
    case optionalLong = #"["null","long"]"#
    /// The branches the other way round.
    case longOrNull = #"["long","null"]"#
    case long = #""long""#
    case optionalString = #"["null","string"]"#
    case string = #""string""#
  }

  package enum Value: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
  }

  package struct Table: Sendable {
    package var name: String
    package var isIncremental: Bool
    package var columns: [(name: String, type: ColumnType)]
    package var rows: [[Value]]
    /// Whether the manifest lists its first file twice.
    package var listsFileTwice = false
    /// Whether there is a file without rows beside the others.
    package var hasEmptyFile = false
  }

  package var number: Int64
  package var tables: [Table]
}

/// Cuts a history into nightly dumps, with everything that makes loading them an art.
package struct HeapConnectDumps: Sendable {
  package let history: HeapConnectHistory

  package init(_ recipe: HeapConnectRecipe) {
    history = HeapConnectHistory(recipe)
  }

  package var count: Int { history.recipe.dumps }

  /// The ids of dumps: gaps between them, and another number of digits after the first ones.
  package func number(of index: Int) -> Int64 { 97 + Int64(index) * 3 - (index % 3 == 1 ? 1 : 0) }

  /// The tables of events and what makes a raw event theirs.
  package static let labels: [(table: String, matches: @Sendable (HeapConnectHistory.RawEvent) -> Bool)] = [
    ("any_click", { $0.kind == .click }),
    ("sign_up_click_link", { $0.kind == .click && $0.target == "Sign Up" }),
    ("_key_events_add_to_cart_", { $0.kind == .click && $0.target == "Add to cart" }),
    ("purchase_submit_order", { $0.kind == .click && $0.target == "Submit order" }),
    ("viewed_pricing", { $0.kind == .pageview && $0.target == "/pricing" }),
    ("newsletter_opt_in", { $0.kind == .click && $0.target == "Newsletter" }),
    ("legacy_banner_click", { $0.kind == .click && $0.target == "Banner" }),
  ]

  /// The dump in which a table is redefined, so that all of it comes anew and differently.
  package var redefinition: Int { count / 2 }
  /// The dump in which a table comes empty.
  package var emptying: Int { count * 3 / 4 }

  /// The dump of number `index`, counted from 0.
  package func dump(_ index: Int) -> HeapConnectDump {
    var tables: [HeapConnectDump.Table] = []
    let fresh = delivered(in: index)
    tables.append(pageviews(fresh, index))
    tables.append(sessions(fresh, index))
    for (name, matches) in Self.labels {
      if let table = label(name, fresh.filter(matches), index) { tables.append(table) }
    }
    tables.append(users(index))
    tables.append(migrations(index))
    if index % 4 == 1 { tables.append(Self.metadata(index)) }
    return HeapConnectDump(number: number(of: index), tables: tables)
  }

  /// What a dump brings: the day's events that are not late, late ones of the days before, and some once more.
  private func delivered(in index: Int) -> [HeapConnectHistory.RawEvent] {
    var events: [HeapConnectHistory.RawEvent] = []
    for day in max(0, index - HeapConnectHistory.longestDelay)...index {
      for event in history.events(ofDay: day) {
        if day + event.delay == index || (day + event.delay == index - 1 && event.id % 40 == 0) {
          events.append(event)
        }
      }
    }
    return events
  }

  private func label(
    _ name: String, _ fresh: [HeapConnectHistory.RawEvent], _ index: Int
  ) -> HeapConnectDump.Table? {
    var rows = fresh
    var isIncremental = index > 0
    switch name {
    case "_key_events_add_to_cart_" where index >= redefinition:
      // Since the redefinition only what comes with a campaign counts.
      if index == redefinition {
        isIncremental = false
        rows = (0...index).flatMap { day in
          history.events(ofDay: day).filter {
            $0.kind == .click && $0.target == "Add to cart" && day + $0.delay <= index
          }
        }
      }
      rows = rows.filter { $0.campaign != nil }
    case "newsletter_opt_in" where index == emptying:
      isIncremental = false
      rows = []
    case "newsletter_opt_in" where index > emptying: rows = []
    // Switched on later, and never in full.
    case "viewed_pricing":
      if index < 2 { return nil }
      isIncremental = true
    // Switched off after a while.
    case "legacy_banner_click" where index > count / 3: return nil
    default: break
    }
    let columns: [(String, HeapConnectDump.ColumnType)] = [
      ("event_id", name == "any_click" ? .long : .optionalLong), ("user_id", .longOrNull),
      ("session_id", .optionalLong), ("time", .optionalString), ("type", .string),
      ("target_text", .optionalString), ("browser", .optionalString),
      ("utm_campaign", .optionalString),
    ]
    var table = HeapConnectDump.Table(
      name: name, isIncremental: isIncremental, columns: columns,
      rows: rows.map { event in
        [
          .integer(event.id), .integer(event.user), event.session.map { .integer($0) } ?? .null,
          .text(Self.clockText(event.time)), .text(event.kind == .click ? "click" : "view page"),
          .text(event.target), .text(event.browser), event.campaign.map { .text($0) } ?? .null,
        ]
      })
    table.listsFileTwice = name == "any_click" && index % 3 == 0
    table.hasEmptyFile = name == "sign_up_click_link" && index % 4 == 2
    return table
  }

  private func pageviews(_ fresh: [HeapConnectHistory.RawEvent], _ index: Int) -> HeapConnectDump.Table {
    // One column comes later, another one goes.
    let hasHash = index >= count / 3
    let hasKeyword = index < count / 2
    var columns: [(String, HeapConnectDump.ColumnType)] = [
      ("event_id", .optionalLong), ("user_id", .optionalLong), ("session_id", .optionalLong),
      ("time", .optionalString), ("domain", .optionalString), ("path", .optionalString),
      ("browser", .optionalString), ("country", .optionalString), ("utm_campaign", .optionalString),
      ("session_time", .optionalString),
    ]
    if hasHash { columns.append(("hash", .optionalString)) }
    if hasKeyword { columns.append(("search_keyword", .optionalString)) }
    return HeapConnectDump.Table(
      name: "pageviews", isIncremental: index > 0, columns: columns,
      rows: fresh.filter { $0.kind == .pageview }.map { event in
        var row: [HeapConnectDump.Value] = [
          .integer(event.id), .integer(event.user), event.session.map { .integer($0) } ?? .null,
          .text(Self.clockText(event.time)), .text("www.example.com"), .text(event.target),
          .text(event.browser), .text(event.country), event.campaign.map { .text($0) } ?? .null, .text("12"),
        ]
        if hasHash { row.append(event.id % 3 == 0 ? .text("#top") : .null) }
        if hasKeyword { row.append(event.id % 5 == 0 ? .text("shoes") : .null) }
        return row
      })
  }

  private func sessions(_ fresh: [HeapConnectHistory.RawEvent], _ index: Int) -> HeapConnectDump.Table {
    HeapConnectDump.Table(
      name: "sessions", isIncremental: index > 0,
      columns: [
        ("event_id", .long), ("session_id", .long), ("user_id", .long), ("time", .string),
        ("referrer", .optionalString), ("landing_page", .optionalString), ("device_type", .optionalString),
        ("country", .optionalString),
      ],
      rows: fresh.filter { $0.kind == .session }.map { event in
        let referrer: HeapConnectDump.Value =
          switch event.id % 4 {
          case 0: .null
          case 1: .text("direct")
          case 2: .text("")
          default: .text("https://search.example/")
          }
        return [
          .integer(event.id), .integer(event.session ?? event.id), .integer(event.user),
          .text(Self.clockText(event.time)), referrer, .text("/"),
          .text(event.id % 3 == 0 ? "Mobile" : "Desktop"), .text(event.country),
        ]
      })
  }

  /// Rows of users who are new or changed that day; a change of plan comes a week after the first visit.
  private func users(_ index: Int) -> HeapConnectDump.Table {
    var rows: [[HeapConnectDump.Value]] = []
    // Dates are microseconds at first, milliseconds later and texts in the end.
    func date(_ microseconds: Int64) -> HeapConnectDump.Value {
      index < count / 2 ? .integer(microseconds) : .integer(microseconds / 1_000)
    }
    for number in 0..<history.persons {
      let person = history.person(number)
      let joined = HeapConnectHistory.firstDay + Int64(number % 86_400) * 1_000_000
      let changed = joined + Int64(index) * HeapConnectHistory.dayLength
      let isNew = number % count == index || (index == 0 && number % 3 == 0)
      let isChanged = number % count == (index + count - 3) % count && index >= 3
      guard isNew || isChanged || person.identifiedOn == index else { continue }
      func row(_ id: Int64, identity: String?) -> [HeapConnectDump.Value] {
        [
          .integer(id), identity.map { .text($0) } ?? .null,
          identity.map { .text("\($0)@example.com") } ?? .null, date(joined), date(changed),
          .text(isChanged ? "pro" : person.plan),
        ]
      }
      rows.append(row(person.anonymous, identity: nil))
      if let identified = person.identified, person.identifiedOn <= index {
        rows.append(row(identified, identity: "user-\(number)"))
      }
    }
    return HeapConnectDump.Table(
      name: "users", isIncremental: index > 0,
      columns: [
        ("user_id", .optionalLong), ("identity", .optionalString), ("email", .optionalString),
        ("joindate", .optionalLong), ("last_modified", .optionalLong), ("plan", .optionalString),
      ], rows: rows)
  }

  private func migrations(_ index: Int) -> HeapConnectDump.Table {
    HeapConnectDump.Table(
      name: "user_migrations", isIncremental: false,
      columns: [("from_user_id", .long), ("to_user_id", .long), ("time", .optionalLong)],
      rows: history.migrations(onDay: index).map { [.integer($0.from), .integer($0.to), .integer($0.time)] })
  }

  private static func metadata(_ index: Int) -> HeapConnectDump.Table {
    HeapConnectDump.Table(
      name: "_event_metadata", isIncremental: false, columns: [("name", .string), ("kind", .optionalString)],
      rows: labels.map { [.text($0.table), .text("label")] })
  }

  /// `2026-01-05 13:00:00.123456`.
  static func clockText(_ microseconds: Int64) -> String {
    var text = Timestamp(microseconds: microseconds).iso8601
    if text.hasSuffix("Z") { text.removeLast() }
    return String(text.map { $0 == "T" ? " " : $0 })
  }
}
