import Glibc

/// One field of a CSV row, without its quotes.
struct CSVField {
  var start: UInt32
  var count: UInt32
  var isQuoted = false
  /// Whether quotes in it are doubled still.
  var hasDoubledQuotes = false
}

/// Splits rows into fields. Hot.
struct CSVFieldSplitter {
  let delimiter: UInt8
  /// The fields of the row split last, at most as many as expected.
  private(set) var fields: [CSVField]

  /// - Parameter expected: How many fields are kept of a row.
  init(delimiter: UInt8, expected: Int) {
    self.delimiter = delimiter
    fields = [CSVField](repeating: CSVField(start: 0, count: 0), count: expected)
  }

  /// Splits `row` of `text` and returns how many fields it has.
  @inline(__always)
  mutating func split(_ text: UnsafePointer<UInt8>, _ row: TextRow) -> Int {
    row.form == .plain ? splitPlain(text, row) : splitQuoted(text, row)
  }

  private mutating func splitPlain(_ text: UnsafePointer<UInt8>, _ row: TextRow) -> Int {
    let needle = ByteMask.Vector(repeating: delimiter)
    let end = Int(row.end)
    var found = 0
    fields.withUnsafeMutableBufferPointer { fields in
      var fieldStart = row.start
      var position = Int(row.start)
      while position < end {
        var delimiters = ByteMask.equal(ByteMask.Block(text + position), needle)
        delimiters &= ByteMask.lowest(min(64, end &- position))
        while delimiters != 0 {
          let fieldEnd = UInt32(truncatingIfNeeded: position &+ delimiters.trailingZeroBitCount)
          delimiters &= delimiters &- 1
          if found < fields.count {
            fields[found] = CSVField(start: fieldStart, count: fieldEnd &- fieldStart)
          }
          found &+= 1
          fieldStart = fieldEnd &+ 1
        }
        position &+= 64
      }
      if found < fields.count { fields[found] = CSVField(start: fieldStart, count: row.end &- fieldStart) }
      found &+= 1
    }
    return found
  }

  /// Splits a row whose quotes are known to be in order.
  private mutating func splitQuoted(_ text: UnsafePointer<UInt8>, _ row: TextRow) -> Int {
    let quote = UInt8(ascii: "\"")
    let end = Int(row.end)
    var position = Int(row.start)
    var found = 0
    while true {
      var field = CSVField(start: 0, count: 0)
      if position < end, text[position] == quote {
        field.isQuoted = true
        position &+= 1
        field.start = UInt32(truncatingIfNeeded: position)
        while true {
          position = CSVFieldSplitter.find(quote, in: text, from: position, to: end)
          guard position &+ 1 < end, text[position &+ 1] == quote else { break }
          field.hasDoubledQuotes = true
          position &+= 2
        }
        field.count = UInt32(truncatingIfNeeded: position) &- field.start
        position = min(position &+ 1, end)
      } else {
        field.start = UInt32(truncatingIfNeeded: position)
        position = CSVFieldSplitter.find(delimiter, in: text, from: position, to: end)
        field.count = UInt32(truncatingIfNeeded: position) &- field.start
      }
      if found < fields.count { fields[found] = field }
      found &+= 1
      if position >= end { return found }
      // The byte here is a delimiter; behind the last one stands an empty field.
      position &+= 1
    }
  }

  @inline(__always)
  private static func find(
    _ byte: UInt8, in text: UnsafePointer<UInt8>, from start: Int, to end: Int
  ) -> Int {
    guard let found = memchr(text + start, Int32(byte), end &- start) else { return end }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - text
  }

  /// Makes each doubled quote of `field` one, in place.
  static func undouble(_ field: inout CSVField, in text: UnsafeMutablePointer<UInt8>) {
    let start = Int(field.start)
    let end = start &+ Int(field.count)
    var written = start
    var position = start
    while position < end {
      // Moves what is up to the next quote, that quote included, and passes over its double.
      let quote = find(UInt8(ascii: "\""), in: text, from: position, to: end)
      let count = min(quote &+ 1, end) &- position
      if written != position { memmove(text + written, text + position, count) }
      written &+= count
      position = quote &+ 2
    }
    field.count = UInt32(truncatingIfNeeded: written &- start)
    field.hasDoubledQuotes = false
  }
}
