/// Where a page begins, as clients carry it from one request to the next.
///
///     <rows before the page>-<instant>-<when it was given>-<check>
///
/// in hexadecimal; the check binds it to its query. Clients must not look into it.
struct PageCursor {
  var offset: Int
  /// The instant of the first page, in microseconds.
  var instant: Int64
  /// What had elapsed by the sandbox's clock when it was given, in microseconds.
  var given: Int64

  func text(for query: String) -> String {
    let words = [UInt64(offset), UInt64(bitPattern: instant), UInt64(bitPattern: given)]
    let check = StableHash.combine(words[0], words[1], words[2], StableHash.text(query.utf8))
    return (words + [check]).map { String($0, radix: 16) }.joined(separator: "-")
  }

  /// The cursor that `text` is, or `nil` if it is none of this query's.
  init?(_ text: String, for query: String) {
    let words = text.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0, radix: 16) }
    guard words.count == 4, let first = words[0], let second = words[1], let third = words[2],
      let offset = Int(exactly: first)
    else { return nil }
    self.init(
      offset: offset, instant: Int64(bitPattern: second), given: Int64(bitPattern: third))
    guard self.text(for: query) == text else { return nil }
  }

  init(offset: Int, instant: Int64, given: Int64) {
    self.offset = offset
    self.instant = instant
    self.given = given
  }
}
