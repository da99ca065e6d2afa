import EventModel
import SegmentStore
import TestSupport

/// A property value as a file keeps it: texts as bytes, doubles as bits, so that equality is exact.
enum StoredValue: Hashable {
  case text([UInt8])
  case bits(PropertyType, UInt64)

  var type: PropertyType {
    switch self {
    case .text: .string
    case .bits(let type, _): type
    }
  }

  func payload(in texts: inout TextDictionary) -> UInt64 {
    switch self {
    case .text(let text): text.withUnsafeBytes { UInt64(texts.number(of: $0)) }
    case .bits(_, let bits): bits
    }
  }

  /// The value of a row of a decoded chunk.
  init?(_ chunk: ColumnChunk, row: Int) {
    guard chunk.codesByRow[row] != 0 else { return nil }
    let code = Int(chunk.codesByRow[row] - 1)
    let payload = chunk.dictionary.payloads[code]
    self =
      chunk.dictionary.types[code] == .string
      ? .text(Array(chunk.dictionary.texts[Int(payload)])) : .bits(chunk.dictionary.types[code], payload)
  }

  /// A value of any type; doubles are any bits, texts any bytes.
  init(using random: inout SeededRandom) {
    switch PropertyType.allCases.randomElement(using: &random)! {
    case .string:
      self = .text(
        (0..<Int(random.word(width: 5))).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    case .boolean: self = .bits(.boolean, random.next() & 1)
    case .double: self = .bits(.double, random.next())
    case let type:
      let size = Int64(bitPattern: random.word(width: 63))
      self = .bits(type, UInt64(bitPattern: random.oneIn(2) ? size : -size))
    }
  }
}
