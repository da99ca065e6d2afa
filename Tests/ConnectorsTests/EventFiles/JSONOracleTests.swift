import EventModel
import Foundation
import Testing

@testable import Connectors

/// The scanner against `JSONSerialization` and against what was written.
struct JSONOracleTests {
  /// A value as it is written.
  indirect enum Model {
    case null
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array(String)
    case object([(key: String, value: Model)])
  }

  struct Writer {
    var random: SeededRandom
    static let characters: [Character] = [
      "a", "b", "\"", "\\", "/", "\n", "\t", "é", "😀", "€", "\u{1}", " ", ".", "z",
    ]

    mutating func space() -> String { random.isOne(in: 4) ? [" ", "  ", "\t", "\r "][random.below(4)] : "" }

    mutating func text() -> String {
      String((0..<random.below(20)).map { _ in Self.characters[random.below(Self.characters.count)] })
    }

    mutating func written(_ text: String) -> String {
      var result = "\""
      for unit in text.unicodeScalars {
        let mustEscape = unit == "\"" || unit == "\\" || unit.value < 0x20
        if mustEscape || random.isOne(in: 6) {
          let short: [Unicode.Scalar: String] = [
            "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\n": "\\n", "\t": "\\t",
          ]
          if let escape = short[unit], random.isOne(in: 2) {
            result += escape
          } else {
            for code in String(unit).utf16 {
              let digits = String(code, radix: 16, uppercase: random.isOne(in: 2))
              result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
          }
        } else {
          result.unicodeScalars.append(unit)
        }
      }
      return result + "\""
    }

    mutating func value(depth: Int) -> (Model, String) {
      switch random.below(depth > 3 ? 6 : 8) {
      case 0: return (.null, "null")
      case 1:
        let value = random.isOne(in: 2)
        return (.boolean(value), value ? "true" : "false")
      case 2:
        let value = Int64(bitPattern: random.next()) >> Int64(random.below(64))
        return (.integer(value), String(value))
      case 3:
        let value = Double(bitPattern: random.next())
        guard value.isFinite else { return (.integer(0), "0") }
        let short = Double(random.below(100_000)) / 100
        let picked = random.isOne(in: 2) ? value : short
        let text = picked.description
        return (.double(picked), random.isOne(in: 2) ? text.uppercased() : text)
      case 4, 5:
        let text = text()
        return (.string(text), written(text))
      case 6:
        var parts: [String] = []
        for _ in 0..<random.below(4) { parts.append(space() + value(depth: depth + 1).1 + space()) }
        let text = "[" + parts.joined(separator: ",") + "]"
        return (.array(text), text)
      default: return object(depth: depth + 1)
      }
    }

    mutating func object(depth: Int) -> (Model, String) {
      var members: [(key: String, value: Model)] = []
      var parts: [String] = []
      for _ in 0..<random.below(6) {
        let key = random.isOne(in: 2) ? ["a", "b", "c", "properties"][random.below(4)] : "k" + text()
        let (model, text) = value(depth: depth)
        members.append((key, model))
        parts.append(space() + written(key) + space() + ":" + space() + text + space())
      }
      return (.object(members), "{" + parts.joined(separator: ",") + "}")
    }
  }

  /// The properties that an object stands for, by the rules of the manual, the plain way.
  static func flattened(_ members: [(key: String, value: Model)]) -> [String: PropertyValue] {
    var direct: [String: PropertyValue] = [:]
    var lifted: [(path: [String], value: PropertyValue)] = []
    func walk(_ members: [(key: String, value: Model)], _ path: [String]) {
      // The last of equal keys counts; it stands where it stands in the text.
      for (index, member) in members.enumerated()
      where !members[(index + 1)...].contains(where: { Array($0.key.utf8) == Array(member.key.utf8) }) {
        let path = path + [member.key]
        let value: PropertyValue
        switch member.value {
        case .null: continue
        case .boolean(let boolean): value = .boolean(boolean)
        case .integer(let integer): value = .integer(integer)
        case .double(let double): value = .double(double)
        case .string(let text): value = .string(text)
        case .array(let text): value = .string(text)
        case .object(let members):
          walk(members, path)
          continue
        }
        if path[0] == "properties" && path.count > 1 {
          lifted.append((path, value))
        } else {
          direct[path.joined(separator: ".")] = value
        }
      }
    }
    walk(members, [])
    var result = direct
    for (path, value) in lifted {
      let name = path.dropFirst().joined(separator: ".")
      result[direct[name] == nil ? name : path.joined(separator: ".")] = value
    }
    return result
  }

  @Test(arguments: UInt64(0)..<300)
  func `random objects are read as they were written`(seed: UInt64) throws {
    var writer = Writer(random: SeededRandom(seed: seed))
    var text = ""
    var expected: [[String: PropertyValue]] = []
    for _ in 0..<8 {
      let (model, body) = writer.object(depth: 0)
      guard case .object(let members) = model else { continue }
      let start = "{\"user\":\"u\",\"event\":\"e\",\"time\":1767607200"
      let line = start + (members.isEmpty ? "}" : "," + body.dropFirst())
      #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "seed \(seed): \(line)")
      text += line + "\n"
      expected.append(Self.flattened(members))
    }
    let readout = readOut(text, .jsonLines)
    #expect(readout.rejects == [], "seed \(seed)")
    try #require(readout.events.count == expected.count)
    for (event, properties) in zip(readout.events, expected) {
      var found: [String: PropertyValue] = [:]
      for cell in event.cells { found[cell.column.name] = cell.value }
      #expect(found == properties, "seed \(seed)")
      #expect(found.count == event.cells.count, "seed \(seed): a column twice in one event")
    }
  }

  /// Whether the scanner takes `line` for an object.
  static func accepts(_ line: [UInt8]) -> Bool {
    var scanner = JSONRowScanner(fieldLimit: 1 << 20)
    let padded = line + [UInt8](repeating: 0, count: EventFileLimits.chunkPadding)
    return padded.withUnsafeBufferPointer { buffer in
      guard let text = buffer.baseAddress,
        TextCheck.fault(in: UnsafeBufferPointer(start: text, count: line.count)) == nil
      else { return false }
      return scanner.scan(text, start: 0, end: line.count) == nil
    }
  }

  @Test(arguments: UInt64(0)..<300)
  func `damaged objects are refused exactly where JSONSerialization refuses them`(seed: UInt64) {
    var writer = Writer(random: SeededRandom(seed: seed))
    let damage = Array("{}[]\",:\\0123456789.eE+-tfn u\u{1}".utf8) + [0x80, 0xC3, 0xFF]
    for _ in 0..<30 {
      var line = Array(writer.object(depth: 0).1.utf8)
      for _ in 0..<(1 + writer.random.below(2)) {
        let place = writer.random.below(line.count + 1)
        switch writer.random.below(3) {
        case 0 where place < line.count: line.remove(at: place)
        case 1 where place < line.count: line[place] = damage[writer.random.below(damage.count)]
        default: line.insert(damage[writer.random.below(damage.count)], at: place)
        }
      }
      let object = try? JSONSerialization.jsonObject(with: Data(line))
      // The oracle knows no numbers beyond Double; such texts say nothing about the grammar.
      #expect(
        Self.accepts(line) == (object is [String: Any]),
        "seed \(seed): \(String(decoding: line, as: UTF8.self))")
    }
  }

  @Test(arguments: UInt64(0)..<200)
  func `numbers are the nearest doubles`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<50 {
      func digits(_ most: Int) -> String {
        String((0..<1 + random.below(most)).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
      }
      var text = random.isOne(in: 2) ? "-" : ""
      text += random.isOne(in: 3) ? "0" : String(1 + random.below(9)) + digits(random.isOne(in: 3) ? 25 : 4)
      if !random.isOne(in: 3) { text += "." + digits(random.isOne(in: 3) ? 25 : 5) }
      if random.isOne(in: 3) { text += ["e", "E", "e+", "e-"][random.below(4)] + digits(3) }
      let expected = try #require(Double(text))
      let scanned = (Array(text.utf8) + [0]).withUnsafeBufferPointer { buffer in
        buffer.baseAddress.flatMap { NumberText.scan($0, count: text.utf8.count) }
      }
      let (value, length) = try #require(scanned)
      #expect(length == text.utf8.count, "seed \(seed): \(text)")
      switch value {
      case .integer(let integer): #expect(String(integer) == text || text == "-0", "seed \(seed): \(text)")
      case .largeInteger(let double), .double(let double):
        #expect(double.bitPattern == expected.bitPattern, "seed \(seed): \(text)")
      case .tooLarge: #expect(expected.isInfinite, "seed \(seed): \(text)")
      }
    }
  }
}
