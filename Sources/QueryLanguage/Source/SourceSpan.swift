/// The stretch of text a part of the tree was read from.
///
/// Two spans always compare equal, so that trees read from differently laid out texts compare by meaning. Compare
/// ``start`` and ``end`` where the place itself matters.
public struct SourceSpan: Hashable, Sendable {
  /// The place of the first character.
  public var start: SourcePosition
  /// The place after the last character.
  public var end: SourcePosition

  public init(start: SourcePosition, end: SourcePosition) {
    self.start = start
    self.end = end
  }

  /// The span of parts that were built by code and not read from text.
  public static let none = SourceSpan(start: .start, end: .start)

  /// The UTF-8 bytes covered.
  public var range: Range<Int> { start.offset..<max(start.offset, end.offset) }

  /// The smallest span that covers both.
  public func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(start: min(start, other.start), end: max(end, other.end))
  }

  public static func == (left: SourceSpan, right: SourceSpan) -> Bool { true }

  public func hash(into hasher: inout Hasher) {}
}
