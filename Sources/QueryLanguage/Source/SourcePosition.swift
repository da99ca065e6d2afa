/// A place in a statement's text.
public struct SourcePosition: Hashable, Comparable, Sendable {
  /// UTF-8 bytes before this place.
  public var offset: Int
  /// Counted from 1.
  public var line: Int
  /// Counted from 1, in Unicode scalars.
  public var column: Int

  public init(offset: Int, line: Int, column: Int) {
    self.offset = offset
    self.line = line
    self.column = column
  }

  /// The first place of every text.
  public static let start = SourcePosition(offset: 0, line: 1, column: 1)

  public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    left.offset < right.offset
  }
}
