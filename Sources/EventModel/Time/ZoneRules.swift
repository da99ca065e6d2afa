/// The offsets from UTC that a time zone has had, has, and is planned to have.
///
/// A value is immutable and cheap to copy. Offsets are whole seconds east of UTC. Where the rules come from
/// is the system's tz database, so the same identifier may mean newer rules on a newer system.
public struct ZoneRules: Sendable {
  /// A stretch of time during which the offset does not change: `[start, end)`.
  public struct Span: Hashable, Sendable {
    /// Inclusive; `Int64.min` microseconds if the offset has held for ever.
    public var start: Timestamp
    /// Exclusive; `Int64.max` microseconds if the offset will hold for ever.
    public var end: Timestamp
    /// Seconds east of UTC.
    public var offset: Int

    @inlinable
    public func contains(_ instant: Timestamp) -> Bool { start <= instant && instant < end }
  }

  /// The name the rules were asked for by: `Europe/Berlin`, `UTC`, `+01:00`.
  public let identifier: String
  /// Seconds east of UTC if they never change, else `nil`.
  public let fixedOffset: Int?
  let table: ZoneTable

  init(identifier: String, table: ZoneTable) {
    self.identifier = identifier
    self.table = table
    if case .fixed(let offset) = table.rule, table.changes.isEmpty {
      fixedOffset = offset
    } else {
      fixedOffset = nil
    }
  }

  /// Coordinated Universal Time.
  public static let utc = ZoneRules(identifier: "UTC", table: ZoneTable(fixedOffset: 0))

  /// Rules with one offset for all time; `nil` unless it is less than 24 hours either way.
  public init?(fixedOffset seconds: Int) {
    guard abs(seconds) < 86_400 else { return nil }
    let magnitude = abs(seconds)
    func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    var name = "\(seconds < 0 ? "-" : "+")\(twoDigits(magnitude / 3_600)):\(twoDigits(magnitude / 60 % 60))"
    if magnitude % 60 != 0 { name += ":\(twoDigits(magnitude % 60))" }
    self.init(identifier: name, table: ZoneTable(fixedOffset: seconds))
  }

  /// Seconds east of UTC at `instant`.
  ///
  /// - Complexity: O(1) for fixed offsets, else O(log n) in the zone's changes. For many instants near each
  ///   other keep a ``Span`` from ``span(at:)`` and ask again only when it no longer contains the instant.
  public func offset(at instant: Timestamp) -> Int {
    if let fixedOffset { return fixedOffset }
    return table.span(at: instant).offset
  }

  /// The stretch of constant offset that `instant` lies in.
  public func span(at instant: Timestamp) -> Span { table.span(at: instant) }

  /// What a clock on the wall shows at `instant`.
  public func local(of instant: Timestamp) -> CivilDateTime {
    CivilDateTime(wallMicroseconds: instant.microseconds &+ Int64(offset(at: instant)) &* 1_000_000)
  }

  /// The instant at which a clock on the wall shows `local`.
  ///
  /// A reading that comes twice (clocks set back) means the earlier instant. A reading that is skipped
  /// (clocks set forward) is shifted forward by the length of the gap: 02:30 in a gap from 02:00 to 03:00
  /// means 03:30.
  public func instant(ofLocal local: CivilDateTime) -> Timestamp {
    instant(ofWallMicroseconds: local.wallMicroseconds)
  }

  /// As ``instant(ofLocal:)``, for a reading counted in microseconds from 1970-01-01T00:00 on the wall.
  public func instant(ofWallMicroseconds wall: Int64) -> Timestamp {
    if let fixedOffset { return Timestamp(microseconds: wall &- Int64(fixedOffset) &* 1_000_000) }
    switch table.resolve(wall: wall) {
    case .instant(let instant): return instant
    case .gap(_, let offsetBefore):
      return Timestamp(microseconds: wall &- Int64(offsetBefore) &* 1_000_000)
    }
  }

  /// The first instant at which a clock on the wall shows `wall` or, if that reading is skipped, a later one.
  ///
  /// Unlike ``instant(ofWallMicroseconds:)`` this is the change itself inside a gap: a day whose midnight is
  /// skipped begins where the clock jumps.
  func firstInstant(atOrAfterWall wall: Int64) -> Timestamp {
    if let fixedOffset { return Timestamp(microseconds: wall &- Int64(fixedOffset) &* 1_000_000) }
    switch table.resolve(wall: wall) {
    case .instant(let instant): return instant
    case .gap(let change, _): return change
    }
  }
}

extension ZoneRules: Hashable {
  /// Rules are equal if they go by the same identifier.
  public static func == (left: ZoneRules, right: ZoneRules) -> Bool { left.identifier == right.identifier }

  public func hash(into hasher: inout Hasher) { hasher.combine(identifier) }
}
