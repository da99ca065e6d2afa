internal import EventModel
internal import QueryResults

/// Property values, groups and options as people read them.
enum ValueText {
  static func text(_ value: PropertyValue) -> String {
    switch value {
    case .string(let text): text.isEmpty ? "''" : DisplayText.clean(text)
    // Whole and undecorated: an identifier must not get thousands separators.
    case .integer(let number): String(number)
    case .double(let number): number.description
    case .boolean(let flag): flag ? "true" : "false"
    case .timestamp(let time): time.iso8601
    }
  }

  static func text(_ value: PropertyValue?, kind: GroupKind = .none) -> String {
    if let value { return text(value) }
    return switch kind {
    case .value, .none: "(none)"
    case .other: "(other)"
    case .notReached: "(not reached)"
    }
  }

  /// `web, pro`, in the order of the properties.
  static func text(_ group: GroupKey) -> String {
    if group.kind == .other || group.kind == .notReached { return text(nil, kind: group.kind) }
    return group.values.map { text($0.value, kind: group.kind) }.joined(separator: ", ")
  }

  static func text(_ side: ComparisonSide) -> String {
    switch side {
    case .segment(let name): DisplayText.clean(name)
    case .property(let name, let value): "\(DisplayText.clean(name)) \(text(value, kind: .none))"
    case .period(let range): TimeText(zone: "UTC").range(range)
    case .rest: "rest"
    }
  }

  /// `window 7d`, or nil when the option does not apply.
  static func text(_ option: ResultOption) -> String? {
    guard let value = text(option.value) else { return nil }
    let name = String(option.key.map { $0 == "_" ? " " : $0 })
    return DisplayText.clean(name) + " " + value
  }

  private static func text(_ value: OptionValue) -> String? {
    switch value {
    case .null: return nil
    case .text(let text): return DisplayText.clean(text)
    case .integer(let number): return NumberText.grouped(number)
    case .number(let number): return NumberText.general(number)
    case .flag(let flag): return flag ? "yes" : "no"
    case .duration(let seconds): return DurationText.exact(seconds)
    case .list(let values):
      let parts = values.map { text($0) ?? NumberText.missing }
      return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
  }

  /// The heading of a column that counts units: `Users`, `Sessions`, `Units`.
  static func heading(unit: String) -> String {
    switch unit {
    case "user": "Users"
    case "session": "Sessions"
    case "account": "Accounts"
    default: "Units"
    }
  }

  /// `1 user`, `1,234 users`, `7 units`.
  static func count(_ number: Int, unit: String) -> String {
    let noun =
      switch unit {
      case "user", "session", "account": unit
      default: "unit"
      }
    return counted(number, noun)
  }

  /// `1 event`, `1,234 events`.
  static func counted(_ number: Int, _ noun: String) -> String {
    NumberText.grouped(number) + " " + noun + (number == 1 ? "" : "s")
  }
}
