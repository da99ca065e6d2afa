public import EventModel
import QueryLanguage

extension Binder {
  private static let settingNames = ["session_gap", "zone"]

  /// Reports a setting that nothing reads, or whose value is of the wrong kind.
  mutating func check(_ setting: SetStatement) {
    switch setting.name.value {
    case "zone":
      if let name = setting.zoneName {
        if ZoneRules(identifier: name) == nil { report(.unknownZone(name), at: setting.value.span) }
      } else {
        report(.unfitSetting("zone", needs: "a name such as 'Europe/Berlin'"), at: setting.value.span)
      }
    case "session_gap":
      if setting.length ?? 0 <= 0 {
        report(.unfitSetting("session_gap", needs: "a time such as 15m"), at: setting.value.span)
      }
    case let name:
      report(
        .unknownSetting(name, known: Self.settingNames), at: setting.name.span,
        suggestions: Suggestion.ranked(for: name, among: Self.settingNames))
    }
  }
}

extension Definitions {
  /// The zone of statements that name none; `nil` when it is not set.
  public var zone: ZoneRules? {
    setting(named: "zone")?.zoneName.flatMap { ZoneRules(identifier: $0) }
  }

  /// The gap that ends a session where no source declares sessions, µs; `nil` when it is not set.
  var sessionGap: Int64? { setting(named: "session_gap")?.length.flatMap { $0 > 0 ? $0 : nil } }

  /// The same without a zone, for those who bring their own.
  public func withoutZone() -> Definitions {
    var definitions = self
    definitions.removeSetting(named: "zone")
    return definitions
  }
}

extension SetStatement {
  fileprivate var zoneName: String? {
    switch value.value {
    case .literal(.string(let name)), .name(let name): name
    case .literal, .duration: nil
    }
  }

  /// µs; `nil` for what is no duration.
  ///
  /// Not inlined, because the optimiser of Swift 6.3.1 fails on taking the value apart within larger functions.
  @inline(never)
  fileprivate var length: Int64? {
    if case .duration(let length) = value.value { length.microseconds } else { nil }
  }
}
