/// How far a row reaches; offsets count from its start.
struct RowExtent: Equatable {
  /// Bytes of the row without its line end.
  var length: Int
  /// Where the next row begins.
  var next: Int
  /// Line ends up to there.
  var lineEnds: Int
  /// Where its quotes go wrong, if they do.
  var fault: Int?
}

/// Finds the rows in a text that grows while it is being read.
protocol RowSplitter {
  associatedtype Follower: RowFollower

  /// Where the row in progress begins; everything before is in complete rows.
  var rowStart: Int { get }
  /// Line ends before ``rowStart``.
  var line: Int { get }

  /// Starts over at the beginning of a text, which is the beginning of a row.
  mutating func begin()

  /// Appends the rows that are complete now that `text` has `count` bytes, and stops soon after `rowCount` rows.
  ///
  /// `text` holds what it held at the last call and more, and has loadable bytes behind its end. With `isEnd` the
  /// input ends with it, and so does the last row.
  mutating func scan(
    _ text: UnsafePointer<UInt8>, count: Int, isEnd: Bool, until rowCount: Int, into list: inout RowList)

  /// Follows one row from its start.
  func makeFollower() -> Follower
}

/// Finds the end of one row of any length.
protocol RowFollower {
  /// Reads on in the row and returns its extent once it is known.
  ///
  /// `text[from..<count]` are the next bytes of the row; those read are added to `from`. It may leave the last one
  /// unread; without a result the rest is to be given again with more behind it.
  mutating func follow(
    _ text: UnsafePointer<UInt8>, from: inout Int, count: Int, isEnd: Bool
  ) -> RowExtent?
}
