package import EventModel

/// One column of one row group: which rows have a value, the distinct values, and a code per value.
///
/// ```
/// chunk      = presence  dictionary  codes
/// presence   = mode u8 (0 all | 1 bit set | 2 row list as byte-length varint, postings)
/// dictionary = distinct varint  types  strings  numbers
/// codes      = mode u8 (0 constant | 1 identity | 2 packed | 3 runs)
/// ```
/// See `docs/format/segment-file.md` for the parts.
package struct ColumnChunk: Sendable {
  /// The distinct values, in order of first appearance.
  package var dictionary: ChunkDictionary
  /// Per row of the group: 0 where it has no value, else code + 1.
  package var codesByRow: [UInt32]

  package init(dictionary: ChunkDictionary, codesByRow: [UInt32]) {
    self.dictionary = dictionary
    self.codesByRow = codesByRow
  }

  package enum PresenceMode: UInt8, Sendable {
    case all = 0
    case bitSet = 1
    case rowList = 2
  }

  package enum CodeMode: UInt8, Sendable {
    case constant = 0
    case identity = 1
    case packed = 2
    case runs = 3
  }

  /// A chunk of strings: code + 1 is the number of the value among `texts`.
  package static func strings(_ texts: TextList, codesByRow: [UInt32]) -> ColumnChunk {
    ColumnChunk(
      dictionary: ChunkDictionary(
        types: [PropertyType](repeating: .string, count: texts.count),
        payloads: (0..<UInt64(texts.count)).map { $0 }, texts: texts),
      codesByRow: codesByRow)
  }

  /// A chunk of the values of a dictionary.
  package static func coded(_ dictionary: ChunkDictionary, codesByRow: [UInt32]) -> ColumnChunk {
    ColumnChunk(dictionary: dictionary, codesByRow: codesByRow)
  }

  /// The value of `row`, or `nil`.
  package func value(ofRow row: Int) -> PropertyValue? {
    let code = codesByRow[row]
    return code == 0 ? nil : dictionary.value(at: Int(code - 1))
  }
}

/// The distinct values of a chunk.
package struct ChunkDictionary: Sendable {
  package var types: [PropertyType]
  /// Strings: index into ``texts``; other types: the payload of ``EventBatch/Cell``.
  package var payloads: [UInt64]
  package var texts: TextList

  package init(types: [PropertyType] = [], payloads: [UInt64] = [], texts: TextList = TextList()) {
    self.types = types
    self.payloads = payloads
    self.texts = texts
  }

  package var count: Int { types.count }

  /// The dictionary of distinct `values`, in their order.
  package static func of(_ values: [PropertyValue]) -> ChunkDictionary {
    var dictionary = ChunkDictionary(types: [], payloads: [], texts: TextList())
    for value in values {
      switch value {
      case .string(let text):
        dictionary.types.append(.string)
        dictionary.payloads.append(UInt64(dictionary.texts.count))
        dictionary.texts.append(text.utf8)
      case .integer(let number):
        dictionary.types.append(.integer)
        dictionary.payloads.append(UInt64(bitPattern: number))
      case .double(let number):
        dictionary.types.append(.double)
        dictionary.payloads.append(number.bitPattern)
      case .boolean(let flag):
        dictionary.types.append(.boolean)
        dictionary.payloads.append(flag ? 1 : 0)
      case .timestamp(let time):
        dictionary.types.append(.timestamp)
        dictionary.payloads.append(UInt64(bitPattern: time.microseconds))
      }
    }
    return dictionary
  }

  package func value(at code: Int) -> PropertyValue {
    let payload = payloads[code]
    switch types[code] {
    case .string: return .string(texts.text(at: Int(payload)))
    case .integer: return .integer(Int64(bitPattern: payload))
    case .double: return .double(Double(bitPattern: payload))
    case .boolean: return .boolean(payload != 0)
    case .timestamp: return .timestamp(Timestamp(microseconds: Int64(bitPattern: payload)))
    }
  }
}
