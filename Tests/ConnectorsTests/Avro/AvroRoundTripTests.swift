import DatasetGenerator
import EventModel
import Testing

@testable import Connectors

/// Random schemas and rows, encoded step by step beside the values that must be read.
@Suite struct AvroRoundTripTests {
  @Test(arguments: 0..<120)
  func `what was written is read`(seed: Int) throws {
    var maker = RandomAvro(seed: UInt64(seed))
    let file = maker.file()
    for codec in [AvroBlockCodec.allCases[seed % 4]] {
      let bytes = try avroFile(
        schema: file.schema, codec: codec, blockBytes: 1 + seed * 37 % 3_000, rows: file.rows.map(\.encoder))
      let readout = readAvro(bytes, threads: 1 + seed % 3)
      #expect(readout.error == nil, "seed \(seed): \(file.schema)")
      #expect(readout.events.map { Dictionary(cells: $0.cells) } == file.rows.map(\.values), "seed \(seed)")
    }
  }

  /// Damages files anywhere; nothing may crash or hang, and what is read must have been written.
  @Test(arguments: 0..<40)
  func `damaged files are refused and never crash`(seed: Int) throws {
    var maker = RandomAvro(seed: UInt64(seed) &+ 1_000)
    let file = maker.file()
    let whole = try avroFile(
      schema: file.schema, codec: AvroBlockCodec.allCases[seed % 4], blockBytes: 200,
      rows: file.rows.map(\.encoder))
    for _ in 0..<60 {
      var bytes = whole
      for _ in 0...maker.random.below(3) {
        let place = maker.random.below(bytes.count)
        switch maker.random.below(4) {
        case 0: bytes[place] ^= 1 << UInt8(maker.random.below(8))
        case 1: bytes[place] = UInt8(maker.random.below(256))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + maker.random.below(20)))
        default:
          bytes.insert(
            contentsOf: [0xFF, 0xFF, 0xFF, 0xFF, 0x7F].prefix(1 + maker.random.below(5)), at: place)
        }
        if bytes.isEmpty { break }
      }
      let readout = readAvro(bytes, threads: 1, keepsGoing: true)
      #expect(readout.error == nil || readout.error is EventFileError)
    }
  }
}

extension [String: PropertyValue] {
  init(cells: [ReadCell]) {
    self = [:]
    for cell in cells { self[cell.column.name] = cell.value }
  }
}

/// Makes schemas, rows of them and the values the rows must become.
struct RandomAvro {
  struct Row {
    var encoder = AvroRowEncoder()
    var values: [String: PropertyValue] = [:]
  }

  indirect enum Shape {
    case null, boolean, int, long, double, string, bytes
    case enumeration(String, [String])
    case fixed(String, Int)
    case array(Shape)
    case map(Shape)
    case record(String, [(String, Shape)])
    case union([Shape])
  }

  var random: SeededRandom
  private var names = 0

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func file() -> (schema: String, rows: [Row]) {
    let shape = Shape.record("root", (0..<1 + random.below(8)).map { ("c\($0)", self.shape(depth: 0)) })
    let rows = (0..<random.below(60)).map { _ in
      var row = Row()
      encode(shape, path: "", into: &row)
      return row
    }
    return (Self.json(shape), rows)
  }

  private mutating func name() -> String {
    names += 1
    return "t\(names)"
  }

  private mutating func shape(depth: Int) -> Shape {
    switch random.below(depth > 3 ? 9 : 13) {
    case 0: return .boolean
    case 1: return .int
    case 2: return .long
    case 3: return .double
    case 4, 5: return .string
    case 6: return .bytes
    case 7: return .enumeration(name(), ["low", "middle", "high"])
    case 8: return .fixed(name(), random.below(6))
    case 9: return .array(shape(depth: depth + 1))
    case 10: return .map(shape(depth: depth + 1))
    case 11: return .record(name(), (0..<random.below(4)).map { ("f\($0)", shape(depth: depth + 1)) })
    default:
      // Branches of a union differ in kind.
      var branches: [Shape] = [.null, [.string, .long, .double][random.below(3)]]
      if random.isOne(in: 2) { branches.append(.boolean) }
      if random.isOne(in: 3) { branches.append(.record(name(), [("u", shape(depth: depth + 1))])) }
      if random.isOne(in: 3) { branches.append(.array(shape(depth: depth + 1))) }
      branches.shuffle(using: &random)
      return .union(branches)
    }
  }

  private mutating func encode(_ shape: Shape, path: String, into row: inout Row) {
    let name = path
    switch shape {
    case .null: break
    case .record(_, let fields):
      for (field, inner) in fields {
        encode(inner, path: path.isEmpty ? field : "\(path).\(field)", into: &row)
      }
    case .union(let branches):
      let branch = random.below(branches.count)
      row.encoder.append(Int64(branch))
      encode(branches[branch], path: path, into: &row)
    case .array, .map:
      var text = ""
      encodeJSON(shape, into: &row, &text)
      row.values[name] = .string(text)
    case .boolean:
      let flag = random.isOne(in: 2)
      row.encoder.append(flag)
      row.values[name] = .boolean(flag)
    case .int:
      let number = Int64(Int32(truncatingIfNeeded: random.next() >> UInt64(random.below(32))))
      row.encoder.append(number)
      row.values[name] = .integer(number)
    case .long:
      let number = Int64(bitPattern: random.next() >> UInt64(random.below(64)))
      row.encoder.append(number)
      row.values[name] = .integer(number)
    case .double:
      let number = Double(Int64(bitPattern: random.next())) / 1_000
      row.encoder.append(double: number)
      row.values[name] = .double(number)
    case .string:
      let text = self.text()
      row.encoder.append(text)
      row.values[name] = .string(text)
    case .bytes:
      let text = self.text()
      row.encoder.append(text)
      row.values[name] = .string(text)
    case .enumeration(_, let symbols):
      let number = random.below(symbols.count)
      row.encoder.append(Int64(number))
      row.values[name] = .string(symbols[number])
    case .fixed(_, let size):
      let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: size)
      row.encoder.append(fixed: bytes)
      row.values[name] = .string(String(decoding: bytes, as: UTF8.self))
    }
  }

  private mutating func encodeJSON(_ shape: Shape, into row: inout Row, _ text: inout String) {
    switch shape {
    case .null: text += "null"
    case .boolean:
      let flag = random.isOne(in: 2)
      row.encoder.append(flag)
      text += flag ? "true" : "false"
    case .int, .long:
      let number = Int64(random.below(1_000)) - 500
      row.encoder.append(number)
      text += "\(number)"
    case .double:
      let number = Double(random.below(1_000)) / 8
      row.encoder.append(double: number)
      text += "\(number)"
    case .string, .bytes:
      let value = self.text()
      row.encoder.append(value)
      text += Self.quoted(value)
    case .enumeration(_, let symbols):
      let number = random.below(symbols.count)
      row.encoder.append(Int64(number))
      text += Self.quoted(symbols[number])
    case .fixed(_, let size):
      row.encoder.append(fixed: [UInt8](repeating: UInt8(ascii: "x"), count: size))
      text += Self.quoted(String(repeating: "x", count: size))
    case .record(_, let fields):
      text += "{"
      for (index, (field, inner)) in fields.enumerated() {
        if index > 0 { text += "," }
        text += Self.quoted(field) + ":"
        encodeJSON(inner, into: &row, &text)
      }
      text += "}"
    case .union(let branches):
      let branch = random.below(branches.count)
      row.encoder.append(Int64(branch))
      encodeJSON(branches[branch], into: &row, &text)
    case .array(let item): encodeItems(item, keyed: false, into: &row, &text)
    case .map(let value): encodeItems(value, keyed: true, into: &row, &text)
    }
  }

  /// Items in one to three runs, some with their length in bytes.
  private mutating func encodeItems(_ item: Shape, keyed: Bool, into row: inout Row, _ text: inout String) {
    text += keyed ? "{" : "["
    var isFirst = true
    var entries = 0
    for _ in 0..<random.below(3) {
      let count = 1 + random.below(4)
      var items = Row()
      for _ in 0..<count {
        if !isFirst { text += "," }
        isFirst = false
        if keyed {
          // Two entries of one key are two here and one in a dictionary.
          entries += 1
          let key = "\(entries)\(self.text())"
          items.encoder.append(key)
          text += Self.quoted(key) + ":"
        }
        encodeJSON(item, into: &items, &text)
      }
      if random.isOne(in: 2) {
        row.encoder.append(Int64(-count))
        row.encoder.append(Int64(items.encoder.bytes.count))
      } else {
        row.encoder.append(Int64(count))
      }
      row.encoder.append(fixed: items.encoder.bytes)
    }
    row.encoder.append(0)
    text += keyed ? "}" : "]"
  }

  private mutating func text() -> String {
    let alphabet: [Character] = ["a", "b", "é", "日", "\"", "\\", "\n", "7", " ", "🦉"]
    return String((0..<random.below(30)).map { _ in alphabet[random.below(alphabet.count)] })
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result + "\""
  }

  private static func json(_ shape: Shape) -> String {
    switch shape {
    case .null: return #""null""#
    case .boolean: return #""boolean""#
    case .int: return #"{"type": "int"}"#
    case .long: return #""long""#
    case .double: return #""double""#
    case .string: return #"{"type": "string", "avro.java.string": "String"}"#
    case .bytes: return #""bytes""#
    case .enumeration(let name, let symbols):
      let list = symbols.map { #""\#($0)""# }.joined(separator: ",")
      return #"{"type": "enum", "name": "\#(name)", "symbols": [\#(list)]}"#
    case .fixed(let name, let size): return #"{"type": "fixed", "name": "\#(name)", "size": \#(size)}"#
    case .array(let item): return #"{"type": "array", "items": \#(json(item))}"#
    case .map(let value): return #"{"type": "map", "values": \#(json(value))}"#
    case .record(let name, let fields):
      let list = fields.map { #"{"name": "\#($0.0)", "type": \#(json($0.1))}"# }.joined(separator: ",")
      return #"{"type": "record", "name": "\#(name)", "namespace": "n", "fields": [\#(list)]}"#
    case .union(let branches): return "[" + branches.map { json($0) }.joined(separator: ",") + "]"
    }
  }
}
